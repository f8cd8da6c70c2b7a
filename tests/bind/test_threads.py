"""The GIL during calls; test_interpreters.py runs this file again."""

import concurrent.futures

import pytest


@pytest.fixture
def threads(threads_py):
    threads_py.threads.arrived = 0
    return threads_py.threads


def both(call, seconds):
    """What two calls of two Python threads give."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(call, mine, seconds) for mine in (1, 2)]
        return [future.exception() or future.result() for future in calls]


def test_threadsafe_calls_run_at_once_with_locals_of_their_own(threads):
    assert both(threads.meet, 60) == [2, 2]


def test_other_calls_run_one_after_another(threads):
    assert sorted(both(threads.meet_with_gil, 0.05)) == [0, 2]


def test_each_thread_gets_its_own_stop(threads):
    assert [str(error) for error in both(threads.stopping, 60)] == [
        "threads.stopping: STOP first",
        "threads.stopping: STOP second",
    ]


def test_documentation_tells(threads):
    assert "Other Python threads run during the call." in threads.meet.__doc__
    assert "Other Python threads" not in threads.meet_with_gil.__doc__


def test_the_option_releases_it_in_every_call(threads_released_py):
    threads = threads_released_py.threads
    threads.arrived = 0
    assert both(threads.meet_with_gil, 60) == [2, 2]
