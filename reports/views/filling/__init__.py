"""The township's pages."""
