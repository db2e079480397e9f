"""What the handbook is made of: frozen values, standard library only, no input or output."""
