"""The district's pages: the queue of a year, a report as it was sent, remarks, the reviewer's acts."""
