"""Input: what a person types, checked for its form. What it means is checked where it is done."""
