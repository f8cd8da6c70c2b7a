from psyclone.transformations import LFRicOMPLoopTrans


def trans(psyir):
    for loop in psyir.loops():
        LFRicOMPLoopTrans().apply(loop)
