"""The command line: one thin file a group of commands, each importing what it needs inside its functions."""
