"""What a command that was cut short leaves, in words for who gave it."""

from enum import Enum


class Left(Enum):
    """What is left: Chinese and English."""

    BATCHES = (
        "已提交的批次都在，再次运行会接着做",
        "committed batches stay, run it again to go on",
    )
    """Of what goes on where it was."""
    NOTHING = (
        "没有写完的文件不会有它的名字，请再运行一次",
        "a file that is not whole does not get its name, run it again",
    )
    """Of what is a whole file or none."""
    UNCHANGED = ("什么也没有改变，请再运行一次", "nothing was changed, run it again")
    """Of what only reads."""

    def told(self, why: tuple[str, str]) -> str:
        """A sentence: why it was cut short, and what is left."""
        return f"{why[0]}；{self.value[0]} / {why[1]}; {self.value[1]}"
