"""Faults planted into generated PSy layers do not go unseen. tests/mpi/halo_faults.py prints the whole table."""

import itertools

import halo_faults
import lfric_programs
import pytest
import sampling

pytestmark = pytest.mark.mpi

EXCHANGE = """
  subroutine invoke_0(a)
    implicit none
    if (a_proxy%is_dirty(depth=2)) then
      call a_proxy%halo_exchange(depth=2)
    end if
    do cell = loop0_start, loop0_stop, 1
      call code(a_data)
    enddo
    call a_proxy%set_dirty()
    call a_proxy%set_clean(1)
  end subroutine invoke_0
"""


def test_each_kind_of_fault_is_planted():
    text, faults = halo_faults.plant(EXCHANGE)
    assert [fault.kind for fault in faults] == ["drop", "lower", "finish", "clean"]
    assert "is_dirty(depth=(2) - merge(1, 0, fault(2)))" in text
    assert text.index("call code(a_data)") < text.index("halo_exchange_finish(depth=2)")
    assert "call a_proxy%set_clean((1) + 1)" in text


# Faults of these kinds change nothing that is read, wherever they are planted: docs/runtime.md gives the reasons.
HARMLESS = {("quadrature", "finish")}


CASES = sampling.sample(
    "mpi/faults: kinds of fault in programs", itertools.product(lfric_programs.names(), halo_faults.KINDS), 12
)


@pytest.fixture(scope="module")
def faulty(programs):
    """Paths of the programs with faults planted, and the lists of these."""
    return halo_faults.build(sorted({name for name, _ in CASES} | {"diffusion"}))


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_fault_is_caught(faulty, name, kind):
    """One fault of each kind in each program. docs/runtime.md lists those that change nothing, with the reason."""
    program, faults = faulty[name]
    tried = [fault for fault in faults if fault.kind == kind]
    if not tried:
        # To ask for one depth less than 1 is to ask for nothing: there it is the same as to drop the exchange.
        assert kind == "lower" and all(fault.what.endswith(" depth 1") for fault in faults if fault.kind == "drop")
        return
    caught = any(
        halo_faults.try_fault(name, program, fault.number, (3,), halo_faults.TOGETHER)["caught"] for fault in tried
    )
    assert caught != ((name, kind) in HARMLESS), [fault.what for fault in tried]


def test_without_a_fault_the_same_program_passes(faulty):
    program, _ = faulty["diffusion"]
    assert not halo_faults.try_fault("diffusion", program, 0, (3,), halo_faults.TOGETHER)["caught"]
