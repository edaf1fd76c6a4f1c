"""What a run came to: the figures that `simulate` and `replay` end with."""

from dataclasses import dataclass


@dataclass
class Summary:
    """Counts of deliveries. `sent` were accepted, `refused` were not and were given up.

    `doubled` are copies among all deliveries, `lost` were never sent on purpose, `skipped` are lines of
    a recording that hold nothing to send, `seconds` is the real time it took.
    """

    sent: int = 0
    refused: int = 0
    doubled: int = 0
    lost: int = 0
    skipped: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Deliveries a second that got an answer."""
        return (self.sent + self.refused) / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        parts = [f"{self.sent} sent", f"{self.refused} refused", f"{self.doubled} doubled"]
        parts += [f"{self.lost} lost on purpose"] if self.lost else []
        parts += [f"{self.skipped} lines skipped"] if self.skipped else []
        return f"{', '.join(parts)} in {self.seconds:.1f} s ({self.per_second:.0f} a second)"
