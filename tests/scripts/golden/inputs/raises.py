from psyclone.transformations import LFRicColourTrans


def trans(psyir):
    for loop in psyir.loops():
        LFRicColourTrans().apply(loop)
