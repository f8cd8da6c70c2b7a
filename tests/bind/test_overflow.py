"""A finite number of an array does not become infinite on the way into real(4) and complex(4)."""

import warnings

import isotach
import numpy as np
import pytest

SOURCE = """\
module narrow
contains
  real(4) function largest(x)
    real(4), intent(in) :: x(:)
    largest = maxval(x)
  end function
  real(8) function real_part(z)
    complex(4), intent(in) :: z(:)
    real_part = sum(real(z))
  end function
  subroutine handed_back(k, r)
    !f2py intent(in,out) k, r
    integer, intent(inout) :: k(2)
    real(4), intent(inout) :: r(2)
    k = 2*k
    r = 2*r
  end subroutine
  real(8) function wide(x)
    real(8), intent(in) :: x(:)
    wide = maxval(x)
  end function
end module
"""


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    path = tmp_path_factory.mktemp("narrow") / "narrow.f90"
    path.write_text(SOURCE)
    return isotach.build([path], "narrow_py").narrow


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")
@pytest.mark.parametrize("name, values", [
    ("largest", np.array([1e300])), ("largest", [1.0, -3.5e38]), ("largest", np.array([1, 10**40], object)),
    ("largest", np.array([3.403e38, np.inf])), ("largest", np.array(["1e400"], np.longdouble) if np.finfo(np.longdouble).max > 1e308
     else [1e300]),
    ("real_part", np.array([1e300 + 0j])), ("real_part", np.array([1e39j])), ("real_part", [1e300]),
])  # fmt: skip
def test_a_real_that_does_not_fit_is_infinity_with_a_warning(narrow, name, values):
    with pytest.warns(RuntimeWarning, match=r"a value does not fit (float32|complex64); infinity is passed"):
        getattr(narrow, name)(values)


@pytest.mark.parametrize("values, expected", [
    ([1.0, 3.4028234e38], np.float32(3.4028234e38)), ([np.inf, 1.0], np.inf), (np.array([-np.inf, 2.0]), 2),
    (np.array([1e-300]), 0), (np.float32([np.inf]), np.inf), (np.array([1, 2**40]), np.float32(2**40)),
])  # fmt: skip
def test_what_fits_or_was_infinite_passes(narrow, values, expected):
    assert narrow.largest(values) == expected


def test_nan_and_wide_numbers_pass(narrow):
    assert np.isnan(narrow.real_part([np.nan]))
    assert narrow.wide(np.array([1e300])) == 1e300
    assert narrow.real_part(np.array([complex(np.inf, 0)])) == np.inf


def test_an_overflow_is_one_where_warnings_are_errors(narrow):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(OverflowError, match=r"narrow\.largest: argument 'x'"):
            narrow.largest(np.array([1e300]))


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")
def test_what_is_lost_of_an_array_that_is_handed_back_is_a_warning(narrow):
    with pytest.warns(RuntimeWarning, match=r"narrow\.handed_back: argument 'k'"):
        k, r = narrow.handed_back([1.0, 2.75], [1.5, 2.5])
    assert k.tolist() == [2, 4] and r.tolist() == [3, 5]
    with pytest.warns(RuntimeWarning, match=r"argument 'r'.*does not fit float32"):
        k, r = narrow.handed_back([1, 2], [1e300, 2.5])
    assert k.tolist() == [2, 4] and np.isinf(r[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [x.tolist() for x in narrow.handed_back([1.0, 2.0], [1, 2])] == [[2, 4], [2, 4]]
        with pytest.raises(RuntimeWarning, match="argument 'k'"):
            narrow.handed_back([1.0, 2.75], [1.5, 2.5])
