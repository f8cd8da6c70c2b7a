"""Program units: fixed and free form, module data, parameters, use, bind(c), comments (numpy's test_mixed, _modules,
_data, _parameter, _isoc, _crackfortran, _quoted_character, _regression, _semicolon_split, _value_attrspec,
_abstract_interface)."""

import numpy as np
from parity_run import each


def _after(f, x):
    f(x)
    return x


def _plain(value):
    """What a caller computes with: f2py gives scalars as arrays without dimensions."""
    return np.asarray(value).tolist()


def fixed_and_free_form(m):
    yield (m.bar11,)
    yield (m.settings.bar13,)
    yield m.testsub, 3, 5
    yield m.continued, 3, 5
    yield (m.evens,)


def quotes(m):
    yield (m.quotes,)


def endings_without_a_blank(m):
    yield _after, m.addall, np.array([1.0, 2.0])
    yield m.addto, [1, 2, 3]


@each(name=["n_max", "i_max", "i", "ratio", "shift", "wp"])
def scalars_of_modules(m, name):
    yield lambda: _plain(getattr(m.settings, name))


@each(name=["x", "a", "z", "table"])
def arrays_of_modules(m, name):
    yield lambda: _plain(getattr(m.settings, name))
    yield lambda: getattr(m.settings, name).dtype.str
    yield lambda: getattr(m.settings, name).shape


def complex_numbers_of_modules(m):
    yield lambda: _plain(m.settings.phase)


def logicals_of_modules(m):
    yield lambda: int(m.settings.flag)


def writing_variables(m):
    def write(name, value):
        setattr(m.settings, name, value)
        return _plain(getattr(m.settings, name))

    yield write, "i", 7
    yield write, "shift", 2.5
    yield (m.chained.seen,)
    yield write, "x", [4, 3, 2, 1]
    yield write, "a", np.ones((2, 3))
    yield write, "phase", 3 + 4j


def arrays_of_modules_are_fortrans_memory(m):
    def change():
        m.settings.a[:] = 0
        m.settings.bump_a()
        view = m.settings.a
        m.settings.bump_a()
        return view.copy()

    yield (change,)


def writing_wrong_values(m):
    yield setattr, m.settings, "x", [1, 2]


def writing_a_name_that_is_not_there(m):
    yield setattr, m.settings, "nothing", 1


def other_modules_variables(m):
    yield m.settings.set_shift, 3
    yield (m.chained.seen,)


def private_names(m):
    yield lambda: [hasattr(m.chained, name) for name in ("seen", "total", "inner", "secret")]
    yield m.chained.total, 3, 4


def bind_c(m):
    yield m.interoperable.c_add, 1, 2
    yield m.interoperable.wat, 1, 20
    yield m.interoperable.add_arr, [1, 2, 3], [1, 2, 3]
    yield m.interoperable.add_arr, np.array([1, 2, 3]), np.array([1, 2, 3])


def value_attribute(m):
    yield m.interoperable.squared, 3


def procedure_pointers(m):
    yield m.operations.by_pointer, 3, 5


def parameters_as_sizes(m):
    yield _after, m.constants, np.arange(3, dtype="i4")
    yield m.constants, np.arange(6, dtype="i4")[::2]
    yield m.any_index, np.arange(6.0)


def semicolons(m):
    yield _after, m.semicolons, np.array([1], "i4")


def results_under_other_names(m):
    yield m.product_of, 3, 4
