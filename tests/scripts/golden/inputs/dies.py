import os


def trans(psyir):
    os._exit(0)
