"""isotach.verify: runs a module through a case and holds its fields against a reference.

`case.py` reads the case file, `archives.py` the reference data, `execution.py` runs modules, `compare.py` judges one
field, `sets.py` draws and shrinks random sets, `verification.py` does all of this in order, `report.py` and
`picture.py` show the outcome, `command.py` is the command line. NumPy is imported on the first call.
"""

import os
from types import ModuleType
from typing import TYPE_CHECKING

from .._binary import IsotachError

if TYPE_CHECKING:
    from .report import Report


class VerifyError(IsotachError):
    """What a case, an archive or a module lacks for a verification; the text says what to do."""


def verify(
    module: str | os.PathLike | ModuleType,
    case: str | os.PathLike,
    *,
    random: int = 0,
    seed: int | None = None,
    against: str | os.PathLike | ModuleType | None = None,
    repeat: str | os.PathLike | None = None,
    output: str | os.PathLike | None = None,
    junit: str | os.PathLike | None = None,
) -> "Report":
    """Runs the procedures a case names and compares fields with its reference.

    Parameters
    ----------
    module
        File of an extension module, the name of one that can be imported, or an imported module.
    case
        The case file; docs/verify.md tells its keys.
    random
        How many random sets to run as well. They are compared with `against`, or else with the build that the
        case describes under ``[reference_build]``.
    seed
        Of the random sets; drawn and reported when not given.
    against
        A second module: the archive then gives the start only, and outputs are compared between the two.
    repeat
        A random set that an earlier verification saved; only this set is run.
    output
        Folder for a picture of the differences and for failing random sets. Nothing is written without it.
    junit
        File for the outcome as JUnit XML.

    Returns
    -------
    Report
        ``passed``, ``comparisons`` (one for each field at each savepoint), ``failures``, ``text()``, ``to_dict()``.

    Raises
    ------
    VerifyError
        The case, the archive or a module cannot be used; the command ends with exit status 2 then.

    Notes
    -----
    Modules run in this process, and one that crashes ends it; the command `isotach verify` survives that.
    """
    from .verification import verify_case

    return verify_case(
        module, case, random=random, seed=seed, against=against, repeat=repeat, output=output, junit=junit
    )
