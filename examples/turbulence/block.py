"""A block of columns in Python, and its life with the granule.

Levels are counted from the top, as in the Fortran: full level 0 is the highest, and half level
``nlev`` is the ground. Arrays are double precision in Fortran order, so the granule works on them
in place.
"""

from contextlib import contextmanager
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent
NAME = "f2py_turbdiff_run_wrapper"
SOURCES = [
    "turb_kinds.f90",
    "turb_constants.f90",
    "turb_tridiag.f90",
    "turb_closure.f90",
    "turb_surface.f90",
    "turb_diffusion.f90",
    "turb_forcing.f90",
    "turbdiff.f90",
    "f2py_turbdiff_run_wrapper.f90",
]

# Isotach makes a class of the three procedures, docs/python-modules.md; ``bound`` below works without.
CLASSES = {"Turbulence": "f2py_turbdiff_init:run=f2py_turbdiff_run:finalize=f2py_turbdiff_finalize"}

PRESCRIBED, BULK = 1, 2  # values of isfc

# Array arguments of f2py_turbdiff_init in their order: where they live, unit, meaning.
FIELDS = {
    "zf": ("full", "m", "height of full levels"),
    "zh": ("half", "m", "height of half levels"),
    "rho": ("full", "kg m-3", "air density"),
    "u": ("full", "m s-1", "zonal wind"),
    "v": ("full", "m s-1", "meridional wind"),
    "theta": ("full", "K", "potential temperature"),
    "q": ("full", "kg kg-1", "specific humidity"),
    "tke": ("half", "m2 s-2", "turbulent kinetic energy"),
    "km": ("half", "m2 s-1", "diffusivity of momentum"),
    "kh": ("half", "m2 s-1", "diffusivity of heat and moisture"),
    "ug": ("full", "m s-1", "zonal geostrophic wind"),
    "vg": ("full", "m s-1", "meridional geostrophic wind"),
    "fcor": ("surface", "s-1", "Coriolis parameter"),
    "z0m": ("surface", "m", "roughness length of momentum"),
    "z0h": ("surface", "m", "roughness length of heat and moisture"),
    "theta_s": ("surface", "K", "potential temperature of the surface"),
    "q_s": ("surface", "kg kg-1", "specific humidity at the surface"),
    "ustar": ("surface", "m s-1", "friction velocity"),
    "uw_s": ("surface", "m2 s-2", "surface flux of zonal momentum, upward"),
    "vw_s": ("surface", "m2 s-2", "surface flux of meridional momentum, upward"),
    "wtheta_s": ("surface", "K m s-1", "surface flux of potential temperature, upward"),
    "wq_s": ("surface", "kg kg-1 m s-1", "surface flux of moisture, upward"),
}


def half_levels(depth, nlev, stretching=0.0):
    """Heights of the ``nlev + 1`` half levels from ``depth`` down to 0 [m].

    ``stretching`` in [0, 1): 0 gives equal layers; larger values thin the layers near the ground,
    smoothly, so that second order in space is kept.
    """
    s = np.linspace(1.0, 0.0, nlev + 1)
    return depth * (s - stretching * np.sin(np.pi * s) / np.pi)


class Block:
    """``nproma`` columns over the half-level heights ``zh`` [m], fields as attributes.

    Starts at rest: theta 300 K, unit density, background TKE, roughness 0.1 m, everything else 0.
    """

    def __init__(self, nproma, zh):
        self.nproma, self.nlev = nproma, len(zh) - 1
        shape = {
            "full": (nproma, self.nlev),
            "half": (nproma, self.nlev + 1),
            "surface": (nproma,),
        }
        for name, (place, _unit, _meaning) in FIELDS.items():
            setattr(self, name, np.zeros(shape[place], order="F"))
        self.zh[:] = zh
        self.zf[:] = 0.5 * (self.zh[:, :-1] + self.zh[:, 1:])
        self.rho[:] = 1.0
        self.theta[:] = self.theta_s[:] = 300.0
        self.tke[:] = 1e-5
        self.z0m[:] = self.z0h[:] = 0.1

    @property
    def mass(self):
        """Mass of each layer [kg m-2]."""
        return self.rho * (self.zh[:, :-1] - self.zh[:, 1:])

    def column_integral(self, name):
        """Mass-weighted integral of one field over each column."""
        return (self.mass * getattr(self, name)).sum(axis=1)

    def momentum_flux(self):
        """Magnitude of the kinematic momentum flux on half levels [m2 s-2]."""
        dz = self.zf[:, :-1] - self.zf[:, 1:]
        du = np.diff(self.u, axis=1) / -dz
        dv = np.diff(self.v, axis=1) / -dz
        flux = np.zeros_like(self.zh)
        flux[:, 1:-1] = self.km[:, 1:-1] * np.hypot(du, dv)
        flux[:, -1] = np.hypot(self.uw_s, self.vw_s)
        return flux


@contextmanager
def bound(module, block, dt, surface):
    """Binds a block to the granule for the length of a ``with``; yields the function that steps.

    ``dt`` in seconds; ``surface`` is PRESCRIBED or BULK.
    """
    granule = module.f2py_turbdiff_run_wrapper
    granule.f2py_turbdiff_init(dt, surface, *(getattr(block, name) for name in FIELDS))
    try:
        yield granule.f2py_turbdiff_run
    finally:
        granule.f2py_turbdiff_finalize()
