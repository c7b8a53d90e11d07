"""HTTP by audience. A view finds the report, asks the room that owns the rule, and shows what it said."""
