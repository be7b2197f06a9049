"""What fails a client: something is not as it has to be."""


class Different(Exception):
    """Says what is not as it has to be, and where."""


def require(condition, text):
    """Fails with a text unless a condition holds."""
    if not condition:
        raise Different(text)
