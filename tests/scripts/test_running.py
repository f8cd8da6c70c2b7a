"""Running scripts: how they are found, loaded, and what becomes of those that go wrong."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import pytest
import sampling

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOLVER = ROOT / "examples" / "lfric" / "solver"


def command(*words):
    return [os.environ["ISOTACH_BINARY"], *map(str, words)]


def run(folder, text, *words, name="script.py", environment=None):
    """`isotach psyclone` with a script on the solver example."""
    (folder / name).write_text(text)
    return subprocess.run(
        command("psyclone", "-api", "lfric", "-d", SOLVER, "-s", folder / name, "-oalg", folder / "alg.f90", "-opsy",
                folder / "psy.f90", *words, SOLVER / "solver.x90"),
        capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})}, cwd=folder,
    )  # fmt: skip


FIRST = """
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.nodes import Loop
from psyclone.transformations import LFRicColourTrans, LFRicOMPParallelLoopTrans
"""


def test_a_script_transforms_the_layer_and_the_algorithm_is_as_without_it(tmp_path):
    done = run(tmp_path, FIRST + "def trans(psyir):\n"
               "    for loop in psyir.loops():\n        LFRicOMPParallelLoopTrans().apply(loop)\n    return 3\n")  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "!$omp parallel do" in (tmp_path / "psy.f90").read_text()
    plain = subprocess.run(command("psyclone", "-api", "lfric", "-d", SOLVER, "-oalg", tmp_path / "plain.f90", "-opsy",
                                   tmp_path / "plain_psy.f90", SOLVER / "solver.x90"))  # fmt: skip
    assert plain.returncode == 0
    assert (tmp_path / "alg.f90").read_text() == (tmp_path / "plain.f90").read_text()
    assert "!$omp" not in (tmp_path / "plain_psy.f90").read_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def trans(psyir):\n    raise KeyError('w4')\n", "script.py:2:5: error: the script raised KeyError: 'w4'"),
        ("def trans(psyir):\n    return psyir.nothing\n", "script.py:2:5: error: the script raised AttributeError"),
        ("def other(psyir):\n    pass\n", "it has no function trans(psyir)"),
        ("trans = 1\n", "it has no function trans(psyir)"),
        ("def trans(psyir:\n    pass\n", "script.py:1"),
        ("import sys\ndef trans(psyir):\n    sys.exit(3)\n", "ended itself with sys.exit(3)"),
        ("import sys\ndef trans(psyir):\n    sys.exit('no')\n", "ended itself with sys.exit('no')"),
        ("from psyclone.gocean1p0 import GOLoop\ndef trans(psyir):\n    pass\n", "No module named 'psyclone.gocean1p0'"),
        ("from psyclone.psyir.nodes import Strange\ndef trans(psyir):\n    pass\n", "cannot import name 'Strange'"),
        (FIRST + "def trans(psyir):\n    LFRicColourTrans().apply(psyir)\n", "TransformationError"),
        (FIRST + "def trans(psyir):\n    LFRicColourTrans().apply(None)\n", "TransformationError"),
        (FIRST + "def trans(psyir):\n    loop = psyir.loops()[0]\n    psyir.walk(InvokeSchedule)[1].addchild(loop)\n",
         "already has 'InvokeSchedule' as a parent"),
        (FIRST + "def trans(psyir):\n    psyir.walk(InvokeSchedule)[0].addchild('x')\n", "GenerationError"),
        (FIRST + "def trans(psyir):\n    loop = psyir.loops()[0]\n    loop.children[0].detach()\n", "GenerationError"),
        (FIRST + "def trans(psyir):\n    loop = psyir.loops()[0].detach()\n    LFRicOMPParallelLoopTrans().apply(loop)\n",
         "TransformationError"),
        (FIRST + "def trans(psyir):\n    LFRicColourTrans().apply(psyir.loops()[0], tilling=True)\n",
         "ValueError: 'LFRicColourTrans' received invalid options ['tilling']"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_at_the_scripts_line_and_nothing_is_written(tmp_path, text, expected):
    done = run(tmp_path, text)
    assert done.returncode == 1
    assert expected in done.stderr, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".f90") == []


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ("second.addchild(first.loops()[0].detach())", "goes back into that invoke and the loop that it was in"),
        ("first.loops()[1].loop_body.addchild(first.loops()[0].kernels()[0].detach())", "the loop that it was in"),
        ("first.addchild(first.loops()[0].kernels()[0].detach())", "the loop that it was in"),
        ("loop = first.loops()[0].detach()\n    loop.loop_body.addchild(loop)", "cannot be put below itself"),
        ("loop = first.loops()[0].detach()\n    loop.kernels()[0].replace_with(loop)", "cannot be put below itself"),
        ("first.detach()", "they stay in the PSy layer"),
        ("psyir.children[0].detach()\n    print(psyir.view())", "they stay in the PSy layer"),
        ("psyir.children.pop()", "they stay in the PSy layer"),
        ("threads().detach()", "the directive holds statements"),
        ("threads().walk(Loop)[0].detach()", "a directive holds no statement"),
        ("one = threads()\n    one.walk(Loop)[0].detach()\n    first.addchild(one.detach())", "by its transformation"),
    ],
)  # fmt: skip
def test_what_an_invoke_cannot_be_made_into_is_said_and_nothing_is_written(tmp_path, edit, expected):
    text = f"""{FIRST}
def trans(psyir):
    first, second = psyir.walk(InvokeSchedule)[:2]
    def threads():
        LFRicOMPParallelLoopTrans().apply(first.walk(Loop)[-1])
        return first.walk(Loop)[-1].parent.parent
    {edit}
"""
    done = run(tmp_path, text)
    assert done.returncode == 1 and expected in done.stderr, done.stderr
    assert not (tmp_path / "psy.f90").exists() and not (tmp_path / "alg.f90").exists()


def test_a_directive_goes_when_what_it_held_was_taken_out(tmp_path):
    text = f"""{FIRST}
def trans(psyir):
    schedule = psyir.walk(InvokeSchedule)[0]
    loop = schedule.walk(Loop)[-1]
    before = schedule.view()
    LFRicOMPParallelLoopTrans().apply(loop)
    directive = loop.parent.parent
    directive.replace_with(loop.detach())
    assert schedule.view() == before
"""
    done = run(tmp_path, text)
    assert done.returncode == 0, done.stderr
    assert "omp" not in (tmp_path / "psy.f90").read_text()


@pytest.mark.parametrize("seed", sampling.sample("scripts: random edits", range(40), 2))
def test_random_edits_are_done_or_refused(tmp_path, seed):
    """Of all nodes, with nodes of all kinds: each is done or an exception, and what comes out is written or an error."""
    environment = {"SEED": str(seed)}
    text = (pathlib.Path(__file__).parent / "random_edits.py").read_text()
    done = run(tmp_path, text, environment=environment)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert "edits:" in done.stdout
    assert (tmp_path / "psy.f90").exists() == (done.returncode == 0)


@pytest.mark.parametrize("code", ["", "0", "None"])
def test_a_script_may_end_itself_as_in_psyclone_and_nothing_is_written(tmp_path, code):
    done = run(tmp_path, f"import sys\ndef trans(psyir):\n    print(psyir.name)\n    sys.exit({code})\n")
    assert (done.returncode, done.stdout) == (0, "solver_psy\n")
    assert "script.py:4:5: warning: the script ended itself with sys.exit() here, so nothing is written" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".f90") == []


def test_the_line_of_the_algorithm_is_said_as_well(tmp_path):
    done = run(
        tmp_path, FIRST + "def trans(psyir):\n    for loop in psyir.loops():\n        LFRicColourTrans().apply(loop)\n"
    )
    assert "script.py:7:9: error: the script raised TransformationError" in done.stderr
    assert "solver.x90:" in done.stderr and "it stood on Loop[type='dof'" in done.stderr


def test_a_removed_node_can_still_be_asked_and_the_layer_is_written_without_it(tmp_path):
    text = """
from psyclone.psyGen import InvokeSchedule
def trans(psyir):
    schedule = psyir.walk(InvokeSchedule)[0]
    for loop in schedule.loops():
        kernel = loop.kernels()[0]
        if kernel.name == "setval_c":
            loop.detach()
            print(loop.parent, loop.loop_type, kernel.name, len(schedule.children))
"""
    done = run(tmp_path, text)
    assert (done.returncode, done.stdout) == (0, "None dof setval_c 4\n"), done.stderr
    assert "setval_c" not in (tmp_path / "psy.f90").read_text().split("end subroutine")[0]


def test_a_node_of_an_earlier_algorithm_is_refused_and_not_read(tmp_path):
    keep = "import builtins\ndef trans(psyir):\n    old = getattr(builtins, 'kept', None)\n    builtins.kept = psyir\n" \
           "    if old is not None:\n        old.view()\n"  # fmt: skip
    (tmp_path / "keep.py").write_text(keep)
    done = subprocess.run(
        command("psykal", "-k", SOLVER, "-k", ROOT / "examples/lfric/diffusion", "-s", tmp_path / "keep.py", "-o", tmp_path / "out", "-j1",
                SOLVER / "solver.x90", ROOT / "examples/lfric/diffusion/diffusion.x90"),
        capture_output=True, text=True, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 1 and "its workspace is gone" in done.stderr


@pytest.mark.parametrize("name", ["global.py", "ukca_main1-ukca_main1.py", "os.py", "psyclone_script.py"])
def test_a_script_may_have_any_name(tmp_path, name):
    done = run(tmp_path, "def trans(psyir):\n    print(psyir.name)\n", name=name)
    assert (done.returncode, done.stdout) == (0, "solver_psy\n"), done.stderr


def test_helpers_come_from_the_scripts_folder_and_from_pythonpath(tmp_path):
    (tmp_path / "elsewhere" / "options").mkdir(parents=True)
    (tmp_path / "elsewhere" / "options" / "values.py").write_text("WORD = 'far'\n")
    (tmp_path / "near.py").write_text("WORD = 'near'\n")
    text = "from near import WORD\nfrom options.values import WORD as far\ndef trans(psyir):\n    print(WORD, far)\n"
    done = run(tmp_path, text, environment={"PYTHONPATH": str(tmp_path / "elsewhere")})
    assert (done.returncode, done.stdout) == (0, "near far\n"), done.stderr


def test_scripts_and_helpers_are_loaded_afresh_for_each_file(tmp_path):
    (tmp_path / "helper.py").write_text("seen = []\n")
    (tmp_path / "script.py").write_text(
        "import helper\nfrom psyclone.configuration import Config\nfrom psyclone.psyir.nodes import Loop\n"
        "def trans(psyir):\n    helper.seen.append(psyir.name)\n"
        "    print(len(helper.seen), Loop._loop_type_rules, Config.get().distributed_memory)\n"
        "    Config.get().distributed_memory = 7\n    Loop.set_loop_type_inference_rules({'x': {'variable': 'i'}})\n"
    )
    done = subprocess.run(
        command("psykal", "-k", SOLVER, "-k", ROOT / "examples/lfric/diffusion", "-s", tmp_path / "script.py", "-o",
                tmp_path / "out", "-j1", SOLVER / "solver.x90", ROOT / "examples/lfric/diffusion/diffusion.x90"),
        capture_output=True, text=True, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["1 None True"] * 2


def test_a_batch_says_which_file_failed_and_writes_the_others(tmp_path):
    (tmp_path / "script.py").write_text("def trans(psyir):\n    if psyir.name == 'solver_psy':\n        1 / 0\n")
    done = subprocess.run(
        command("psykal", "-k", SOLVER, "-k", ROOT / "examples/lfric/diffusion", "-s", tmp_path / "script.py", "-o",
                tmp_path / "out", SOLVER / "solver.x90", ROOT / "examples/lfric/diffusion/diffusion.x90"),
        capture_output=True, text=True, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr and "1 failed" in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["diffusion.f90", "diffusion_psy.f90"]


def test_a_process_that_dies_is_a_failed_file(tmp_path):
    (tmp_path / "script.py").write_text("import os\ndef trans(psyir):\n    os._exit(0)\n")
    done = subprocess.run(
        command("psykal", "-k", SOLVER, "-s", tmp_path / "script.py", "-o", tmp_path / "out", SOLVER / "solver.x90"),
        capture_output=True, text=True, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 1 and "the process that ran the script on it ended" in done.stderr


@pytest.mark.parametrize("batch", [False, True])
def test_ctrl_c_ends_a_script_that_never_ends_and_nothing_is_written(tmp_path, batch):
    (tmp_path / "script.py").write_text(
        "import pathlib\ndef trans(psyir):\n    pathlib.Path('started').touch()\n    while True:\n        pass\n"
    )
    words = ["psykal", "-k", SOLVER, "-s", tmp_path / "script.py", SOLVER / "solver.x90"]
    words += ["-o", tmp_path / "out"] if batch else ["-oalg", tmp_path / "a.f90", "-opsy", tmp_path / "p.f90"]
    # A shell's background job ignores SIGINT, and so would all that is started from it.
    process = subprocess.Popen(
        command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        for _ in range(600):
            if (tmp_path / "started").exists():
                break
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 130
    assert [path for path in tmp_path.rglob("*.f90*")] == []


def test_another_psyclone_that_is_loaded_is_an_error(tmp_path):
    (tmp_path / "script.py").write_text("def trans(psyir):\n    pass\n")
    code = f"import psyclone, isotach._scripts as s; print(s.Runner().run({str(tmp_path / 'script.py')!r}, None)[2])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "python")})  # fmt: skip
    assert "another psyclone is loaded already" in done.stdout, done.stderr


def test_a_removed_exchange_can_be_described_and_the_transformation_of_a_removed_loop_is_refused(tmp_path):
    text = """
from psyclone.psyGen import HaloExchange, InvokeSchedule
from psyclone.psyir.transformations import TransformationError
from psyclone.transformations import LFRicAsyncHaloExchangeTrans
def trans(psyir):
    exchange = psyir.walk(HaloExchange)[0].detach()
    print(exchange.field.name, exchange.parent, str(exchange)[:28], exchange.forward_dependence())
    try:
        LFRicAsyncHaloExchangeTrans().apply(exchange)
    except TransformationError as error:
        print("refused", error.value is not None)
    psyir.walk(InvokeSchedule)[1].addchild(exchange, 0)
    print(exchange.position, psyir.walk(HaloExchange)[0] is exchange)
"""
    done = run(tmp_path, text)
    assert done.stdout.splitlines() == [
        "direction None HaloExchange[field='directio None",
        "refused True",
        "0 True",
    ], done.stderr


def test_transformations_that_a_script_defines(tmp_path):
    text = (
        FIRST
        + """
from psyclone.psyGen import Transformation
from psyclone.psyir.transformations import OMPParallelTrans, RegionTrans, TransformationError
from psyclone.transformations import LFRicOMPLoopTrans

class Threads(Transformation):
    def apply(self, node, options=None, **kwargs):
        LFRicOMPParallelLoopTrans().apply(node)

class Region(RegionTrans):
    excluded_node_types = (InvokeSchedule,)
    def apply(self, nodes, options=None):
        self.validate(nodes)
        found = self.get_node_list(nodes)
        for node in found:
            LFRicOMPLoopTrans().apply(node)
        OMPParallelTrans().apply([node.parent.parent for node in found])

class Special(LFRicOMPParallelLoopTrans):
    def validate(self, node, options=None, **kwargs):
        raise TransformationError(f"not with {self.name}")
    def apply(self, node, options=None, **kwargs):
        self.validate(node)

def trans(psyir):
    schedule = psyir.walk(InvokeSchedule)[0]
    Threads().apply(schedule.children[0])
    Region().apply(schedule.children[1:3])
    print(Threads().name, [type(node).__name__ for node in schedule.children])
    try:
        Special().apply(schedule.loops()[0])
    except TransformationError as error:
        print(str(error))
    try:
        Region().validate([schedule.children[0], schedule.children[-1]])
    except TransformationError as error:
        print("not neighbours")
"""
    )
    done = run(tmp_path, text)
    assert done.stdout.splitlines() == [
        "Threads ['OMPParallelDoDirective', 'OMPParallelDirective', 'Loop', 'LFRicGlobalSum']".replace(
            "'Loop'", "'LFRicLoop'"
        ),
        "Transformation Error: not with Special",
        "not neighbours",
    ], done.stderr


def test_dictionaries_of_options_win_over_keywords_and_a_second_position_means_what_it_means_there(tmp_path):
    text = (
        FIRST
        + """
from psyclone.transformations import Dynamo0p3ColourTrans, OMPLoopTrans, OMPParallelLoopTrans
def trans(psyir):
    loops = psyir.loops()
    OMPParallelLoopTrans(omp_schedule="dynamic,4").apply(loops[0], {"force": True, "ignore_dependencies_for": ["x"]})
    for wrong in (lambda: OMPLoopTrans(omp_directive="nothing"), lambda: OMPLoopTrans(omp_schedule="often"),
                  lambda: OMPLoopTrans(omp_schedule=3), lambda: LFRicColourTrans().apply(loops[1], options=7),
                  lambda: LFRicColourTrans().apply(loops[1], tiling="yes"),
                  lambda: OMPLoopTrans().apply(loops[1], options={"collapse": False}, strange=1)):
        try:
            wrong()
        except (TypeError, ValueError) as error:
            print(type(error).__name__)
    Dynamo0p3ColourTrans()
"""
    )
    done = run(tmp_path, text)
    assert done.stdout.splitlines()[:-1] == [
        "TypeError",
        "ValueError",
        "TypeError",
        "TypeError",
        "TypeError",
        "ValueError",
    ], done.stderr
    assert "schedule(dynamic,4)" in (tmp_path / "psy.f90").read_text().replace(" ", "").replace("parallel", "parallel ")


def test_the_dependences_of_a_schedule_are_drawn(tmp_path):
    text = """
from psyclone.psyGen import InvokeSchedule
def trans(psyir):
    schedule = psyir.walk(InvokeSchedule)[0]
    schedule.dag("graph", "dot")
    schedule.dag(file_name="picture", file_format="svg")
    try:
        schedule.dag("wrong", "strange")
    except ValueError as error:
        print(str(error)[:30])
"""
    done = run(tmp_path, text)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "dot cannot draw a strange: For\n"
    lines = (tmp_path / "graph.dot").read_text().splitlines()
    assert lines[0] == "digraph schedule {" and lines[-1] == "}"
    boxes = [line for line in lines if "label=" in line]
    edges = [tuple(map(int, re.findall(r"n(\d+)", line))) for line in lines if "->" in line]
    assert len(boxes) == 5 and "setval_c" in boxes[0]
    assert edges and all(begin < end for begin, end in edges)
    assert "<svg" in (tmp_path / "picture.svg").read_text()
