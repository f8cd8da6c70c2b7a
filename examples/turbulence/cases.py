"""Boundary layers to run: a stable one (GABLS1), a convective one, a neutral one."""

from dataclasses import dataclass, field

import numpy as np
from block import BULK, PRESCRIBED, Block, bound, half_levels

HOUR = 3600.0


@dataclass
class History:
    """What a run leaves behind: the block, snapshots of column 0, and time series of its surface."""

    block: Block
    hours: list = field(default_factory=list)
    profiles: list = field(default_factory=list)  # one dict of 1-D arrays per entry of hours
    time: list = field(default_factory=list)  # [h]
    ustar: list = field(default_factory=list)  # [m s-1]
    wtheta: list = field(default_factory=list)  # [K m s-1]
    tke_min: float = np.inf  # smallest TKE of any column at any step [m2 s-2]

    def snapshot(self, hour):
        names = ("u", "v", "theta", "q", "tke", "km", "kh")
        self.hours.append(hour)
        self.profiles.append({name: getattr(self.block, name)[0].copy() for name in names})


def march(module, block, dt, surface, hours, snapshots, forcing=None):
    """Runs ``hours`` of time in steps of ``dt`` [s]; ``forcing(block, t)`` is called before each."""
    history = History(block)
    nstep = round(hours * HOUR / dt)
    wanted = {round(hour * HOUR / dt): hour for hour in snapshots}
    if 0 in wanted:
        history.snapshot(0)
    with bound(module, block, dt, surface) as step:
        for n in range(1, nstep + 1):
            if forcing:
                forcing(block, n * dt)
            step()
            history.time.append(n * dt / HOUR)
            history.ustar.append(block.ustar[0])
            history.wtheta.append(block.wtheta_s[0])
            history.tke_min = min(history.tke_min, block.tke.min())
            if n in wanted:
                history.snapshot(wanted[n])
    return history


def gabls1(module, nproma=4, nlev=64, dt=10.0, snapshots=(1, 3, 6, 9)):
    """GABLS1, a stable boundary layer over cooling ice, 9 h (Cuxart et al. 2006; Beare et al. 2006).

    As the intercomparison prescribes: 400 m deep, layers of 6.25 m; geostrophic wind 8 m s-1, f = 1.39e-4 s-1 (73 degrees
    north); the wind starts geostrophic, theta at 265 K up to 100 m and 0.01 K m-1 above, TKE at 0.4 (1 - z / 250 m)**3
    m2 s-2; the surface starts at 265 K and cools by 0.25 K h-1; roughness 0.1 m for momentum and heat; density 1.3223
    kg m-3. The original is dry; a trace of moisture, too little to matter for buoyancy, shows how q is mixed.
    """
    block = Block(nproma, half_levels(400.0, nlev))
    block.rho[:] = 1.3223
    block.u[:] = block.ug[:] = 8.0
    block.theta[:] = 265.0 + 0.01 * np.maximum(block.zf - 100.0, 0.0)
    block.q[:] = np.where(block.zf < 100.0, 1e-5, 0.5e-5)
    block.q_s[:] = 1e-5
    block.tke[:] = np.maximum(0.4 * np.maximum(1.0 - block.zh / 250.0, 0.0) ** 3, 1e-5)
    block.fcor[:] = 1.39e-4

    def cool(block, t):
        block.theta_s[:] = 265.0 - 0.25 * t / HOUR

    return march(module, block, dt, BULK, 9.0, snapshots, cool)


def convective(module, nproma=4, nlev=75, dt=30.0, snapshots=(0, 1, 2, 4)):
    """Free convection: 0.1 K m s-1 into a calm, dry layer of 6 K km-1, for 4 h."""
    block = Block(nproma, half_levels(1500.0, nlev))
    block.theta[:] = 300.0 + 0.006 * block.zf
    block.wtheta_s[:] = 0.1
    return march(module, block, dt, PRESCRIBED, 4.0, snapshots)


def neutral(module, nproma=4, nlev=80, dt=60.0):
    """Neutral Ekman layer, 10 m s-1 geostrophic wind, f = 1e-4 s-1, for 24 h."""
    block = Block(nproma, half_levels(3000.0, nlev, stretching=0.9))
    block.u[:] = block.ug[:] = 10.0
    block.fcor[:] = 1e-4
    block.tke[:] = np.maximum(0.4 * np.maximum(1.0 - block.zh / 1000.0, 0.0) ** 3, 1e-5)
    return march(module, block, dt, BULK, 24.0, (24,))
