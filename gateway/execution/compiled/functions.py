"""Whether a function can see its second argument, which for resolvers is `info`: most never look, and then it need not be made."""

import dis
from types import FunctionType
from typing import Any

_LOOKS_AROUND = frozenset({"locals", "vars", "eval", "exec", "dir", "_getframe", "currentframe", "stack"})


def ignores_info(function: Any) -> bool:
    """Whether the code of a function never reads its second positional parameter. False where that cannot be seen."""
    if not isinstance(function, FunctionType) or function.__code__.co_argcount < 2:
        return False
    code = function.__code__
    if _LOOKS_AROUND.intersection(code.co_names):
        return False
    name = code.co_varnames[1]
    return not any(name in _names(instruction) for instruction in dis.get_instructions(code))


def _names(instruction: dis.Instruction) -> tuple[str, ...]:
    """The variables that an instruction reads or writes; several in one since Python 3.13."""
    named = instruction.argval
    if instruction.opname.startswith("LOAD_CONST"):
        return ()
    return named if isinstance(named, tuple) else (named,) if isinstance(named, str) else ()
