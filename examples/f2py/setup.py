import subprocess

from setuptools import Extension, setup

# One word differs from what a project with numpy.f2py has: [sys.executable, "-m", "numpy.f2py", ...]
subprocess.run(["isotach", "f2py", "smooth.pyf"], check=True)
objects = []
for source in ("smooth.f", "smooth-f2pywrappers.f"):  # setuptools compiles no Fortran
    objects.append(source.replace(".f", ".o"))
    subprocess.run(["gfortran", "-O2", "-fPIC", "-c", source, "-o", objects[-1]], check=True)

setup(
    name="smooth",
    ext_modules=[Extension("smooth", ["smoothmodule.c"], extra_objects=objects, libraries=["gfortran", "m"])],
)
