"""How the domain marks its sentences: English where they are written, another language only where they are shown."""


def N_(message: str) -> str:
    """``message`` unchanged: marks a template that stands in a table, so that the catalogues hold it.

    A template that is written inside ``Finding(…)``, ``Note(…)``, ``Problem(…)``, ``Hold(…)`` or ``Refusal(…)`` needs
    no mark.
    """
    return message
