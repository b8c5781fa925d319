class Refusal(Exception):
    """What was asked for cannot be done; the text says what to change."""
