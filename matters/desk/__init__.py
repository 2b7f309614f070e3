"""The staff's side of matters: lists, one matter with its buttons, and what each button asks for."""
