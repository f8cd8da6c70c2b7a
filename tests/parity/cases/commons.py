"""COMMON blocks (numpy's test_common, test_data)."""

import numpy as np


def scalars(m):
    def values():
        m.initcb()
        return np.asarray(m.block.ratio).tolist(), np.asarray(m.block.ok).tolist()

    yield (values,)


def arrays(m):
    def values():
        m.touch(7)
        return m.mycom.mytab

    yield (values,)


def writing(m):
    def values():
        m.mycom.mytab[1] = 5
        m.block.ok = 8
        return m.mycom.mytab, np.asarray(m.block.ok).tolist()

    yield (values,)
