"""What each button of the desks asks for."""
