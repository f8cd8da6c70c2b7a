"""COMMON blocks of fixed-form sources as attributes; test_interpreters.py runs this file again."""

import numpy as np
import pytest


def test_blocks_are_attributes_of_the_module(blocks_py):
    blocks_py.setall(2)
    data = blocks_py.data
    assert (data.x, data.n, data.flag) == (2, 6, True)
    assert data.y.shape == (2, 3) and data.y.dtype == np.float64 and (data.y == 4).all()
    data.x = 0.5
    data.y[1, 2] = 10
    data.n = 1
    assert blocks_py.total(0) == 0.5 + 5 * 4 + 10 + 1
    data.y = np.arange(6).reshape(2, 3)
    assert blocks_py.total(1) == 0.5 + 15 + 1 + 1
    with pytest.warns(RuntimeWarning, match="has no variable 'z'"):
        data.z = 1


def test_characters_blank_common_and_block_data(blocks_py):
    blocks_py.setall(1)
    assert blocks_py.text.word == b"ab  "
    assert blocks_py.text.words.tolist() == [b"cd  ", b"ef  "]
    assert blocks_py._blnk_.blank[0] == 1.5
    assert blocks_py.fixed.k.tolist() == [1, 2, 3] and blocks_py.fixed.r == 2.5
    blocks_py.sized(4)
    assert blocks_py.limit.z.shape == (2, 4) and (blocks_py.limit.z == 4).all()


def test_documentation(blocks_py):
    assert blocks_py.data.__doc__ == "COMMON block /data/."
    assert blocks_py.data.__name__ == "blocks_py.data"
