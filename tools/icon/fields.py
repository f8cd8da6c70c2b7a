"""Fields for ICON's turbulence: an atmosphere of random columns, plausible enough that each output has something to do.

A profile of the standard atmosphere with noise, a sheared wind, a moist lowest part with clouds in it, land, lakes and
ice. `arguments(procedure, ...)` picks by name what a procedure takes, so versions of ICON that differ in a few
arguments are served alike.
"""

import re

import numpy as np

# What is not ICON's default, so that every output is computed. They are variables of the module turb_data.
SETTINGS = {
    "loutbms": True, "loutnst": True, "loutshs": True, "loutsso": True,
    "ltkeshs": True, "ltkesso": True, "ltkenst": True, "ltkecon": True, "lcirflx": True,
    "lexpcor": True, "ltmpcor": True, "itype_sher": 2, "pat_len": 20.0, "a_hshr": 1.0,
    "rlam_mom": 0.2, "rat_lam": 1.3, "imode_trancnf": 4,
}  # fmt: skip
# What calls of `step` change. Without tendencies turbdiff would change u, v and t instead.
OUTPUTS = ["rhon", "gz0", "tke", "tkvm", "tkvh", "tprn", "rcld", "tketens", "zvari", "u_tens", "v_tens", "t_tens", "tkhm", "tkhh", "edr", "tket_sso", "tket_nstc", "tket_hshr", "tket_buoy", "tket_fshr", "tket_gshr", "tcm", "tch", "tvm", "tvh", "tfm", "tfh", "tfv", "tkr", "t_2m", "qv_2m", "td_2m", "rh_2m", "u_10m", "v_10m", "shfl_s", "qvfl_s", "umfl_s", "vmfl_s"]  # fmt: skip
# At the surface ICON gives these the content of local arrays that nothing has set there.
UNSET_AT_SURFACE = ("tket_buoy", "tket_fshr", "tket_gshr")
CANOPY = 2  # levels inside of vegetation, whose drag makes tendencies of the wind
DRY_GAS, HEAT, GRAVITY = 287.04, 1004.64, 9.80665


def atmosphere(columns, levels, kind=np.float64, seed=1):
    """Every field by its name in ICON, in Fortran order; heights descend to the surface."""
    random = np.random.default_rng(seed)
    n, ke = columns, levels

    def noise(shape, scale):
        return scale * random.standard_normal(shape)

    half = 22000.0 * (1.0 - np.arange(ke + 1) / ke) ** 2 + np.zeros((n, 1))
    ground = random.uniform(0.0, 800.0, (n, 1))
    hhl = half + ground * (1.0 - half / 22000.0) ** 2
    full = 0.5 * (hhl[:, 1:] + hhl[:, :-1])
    above = full - hhl[:, -1:]
    t = np.maximum(288.0 + noise((n, 1), 8.0) - 0.0065 * full, 216.0) + noise((n, ke), 0.02)
    t += np.where(above < 300.0, 2.0 * np.tanh(noise((n, 1), 1.0)) * (1.0 - above / 300.0), 0.0)
    prs = 101325.0 * np.exp(-full / 7600.0)
    ps = 101325.0 * np.exp(-hhl[:, -1] / 7600.0)
    over_water = 610.78 * np.exp(17.269 * (t - 273.16) / (t - 35.86))
    saturation = 0.622 * over_water / prs
    moist = above < 5000.0
    qv = saturation * random.uniform(0.2, 0.95, (n, ke)) * np.where(moist, 1.0, 0.05)
    cloudy = moist & (random.random((n, ke)) < 0.2)
    qc = np.where(cloudy, random.uniform(1e-5, 4e-4, (n, ke)), 0.0)
    qv = np.where(cloudy, saturation, qv)
    epr = (prs / 1e5) ** (DRY_GAS / HEAT)
    rhoh = prs / (DRY_GAS * t * (1.0 + 0.608 * qv))
    jet = 25.0 * np.exp(-(((full - 10000.0) / 5000.0) ** 2))
    u = jet + 8.0 * np.log1p(above / 0.5) / 6.0 * random.uniform(0.2, 1.5, (n, 1)) + noise((n, ke), 0.1)
    v = 3.0 * np.log1p(above / 0.5) / 6.0 * noise((n, 1), 1.0) + noise((n, ke), 0.1)
    t_g = t[:, -1] + noise(n, 4.0)
    over_ground = 610.78 * np.exp(17.269 * (t_g - 273.16) / (t_g - 35.86))
    h = (n, ke + 1)
    lake, ice = random.random(n) < 0.1, random.random(n) < 0.1
    fields = {
        "hhl": hhl, "dp0": GRAVITY * rhoh * (hhl[:, :-1] - hhl[:, 1:]), "u": u, "v": v, "t": t, "qv": qv, "qc": qc,
        "prs": prs, "epr": epr, "rhoh": rhoh, "rhon": np.zeros(h), "w": noise(h, 0.1), "ps": ps, "t_g": t_g,
        "qv_s": 0.622 * over_ground / ps * random.uniform(0.3, 0.9, n),
        "l_hori": np.full(n, 2000.0), "l_pat": random.uniform(5.0, 60.0, n),
        "trop_mask": random.uniform(0.0, 1.0, n), "innertrop_mask": random.uniform(0.0, 1.0, n),
        "gz0": GRAVITY * 10.0 ** random.uniform(-4.0, 0.0, n),
        "fr_land": np.where(lake | (random.random(n) < 0.3), 0.0, 1.0), "l_lake": lake.astype(np.int32),
        "l_sice": (ice & ~lake).astype(np.int32), "rlamh_fac": np.ones(n), "sai": random.uniform(0.5, 8.0, n),
        "urb_isa": random.uniform(0.0, 0.5, n), "impl_weight": np.linspace(0.75, 1.2, ke + 1),
        "tkred_sfc": random.uniform(0.3, 1.0, n), "tkred_sfc_h": random.uniform(0.3, 1.0, n),
        "tke": random.uniform(0.1, 1.5, (n, ke + 1, 1)), "tkvm": random.uniform(0.5, 20.0, h),
        "tkvh": random.uniform(0.5, 20.0, h), "tprn": np.ones(h), "rcld": random.uniform(1e-6, 1e-3, h),
        "hdef2": 1e-8 * random.random(h), "hdiv": noise(h, 1e-5), "dwdx": noise(h, 1e-5), "dwdy": noise(h, 1e-5),
        "tketens": noise(h, 1e-6), "tketadv": noise(h, 1e-6),
        "ut_sso": noise((n, ke), 1e-5), "vt_sso": noise((n, ke), 1e-5), "tket_conv": 1e-6 * random.random(h),
        "zvari": np.zeros((n, ke + 1, 8)), "c_big": random.uniform(0.0, 1e-3, (n, CANOPY + 1)),
        "c_sml": random.uniform(0.0, 1e-3, (n, CANOPY + 1)), "r_air": np.zeros((n, CANOPY + 2)),
    }  # fmt: skip
    for name in ("u_tens", "v_tens", "t_tens"):
        fields[name] = noise((n, ke), 1e-6)
    for name in ("tkhm", "tkhh", "edr", "tket_sso", "tket_nstc", "tket_hshr", "tket_buoy", "tket_fshr", "tket_gshr"):
        fields[name] = np.zeros(h)
    for name in ("tcm", "tch", "tvm", "tvh", "t_2m", "qv_2m", "td_2m", "rh_2m", "u_10m", "v_10m", "shfl_s", "qvfl_s",
                 "umfl_s", "vmfl_s"):  # fmt: skip
        fields[name] = np.zeros(n)
    for name in ("tfm", "tfh", "tfv", "tkr"):
        fields[name] = np.full(n, 0.9)
    return {name: np.asfortranarray(field if field.dtype == np.int32 else field.astype(kind))
            for name, field in fields.items()}  # fmt: skip


def scalars(columns, levels, first, block=1):
    """What is not a field. `first`: the call that initialises."""
    return {
        "iini": 1 if first else 0, "ltkeinp": False, "lgz0inp": False, "lstfnct": True, "lsrflux": True,
        "lnsfdia": True, "ladsshr": True, "l3dturb": True, "lrunsso": True, "lruncnv": True, "lrunscm": False,
        "dt_var": 20.0, "dt_tke": 20.0, "nprv": 1, "ntur": 1, "ntim": 1, "nvec": columns, "ke": levels,
        "ke1": levels + 1, "kcm": levels + 1 - CANOPY, "iblock": block, "ivstart": 1, "ivend": columns, "lacc": not first,
    }  # fmt: skip


def takes(procedure):
    """Names of a procedure's arguments, of the first line of its documentation."""
    return re.findall(r"\w+", procedure.__doc__.split("\n")[0].split("(", 1)[1])


def arguments(procedure, fields, values):
    """By name; what neither a field nor a value is called stays away, if it is optional."""
    known = {**fields, **values}
    return {name: known[name] for name in takes(procedure) if name in known}


def configure(module, settings=SETTINGS):
    """Sets those that this version of ICON has."""
    for name, value in settings.items():
        if hasattr(module.turb_data, name):
            setattr(module.turb_data, name, value)


def step(module, fields, first=False):
    """The surface, then the atmosphere, as ICON calls them in a time step."""
    n, ke = fields["t"].shape
    values = scalars(n, ke, first)
    transfer, diffusion = module.turb_transfer.turbtran, module.turb_diffusion.turbdiff
    transfer(**arguments(transfer, fields, values))
    diffusion(**arguments(diffusion, fields, values))


def defined(name, field):
    """The part of a field that is a result."""
    return field[:, :-1] if name in UNSET_AT_SURFACE else field


# Rounding decides some columns, other ones in each draw: one draw says too little of what one ulp can do.
PERTURBATIONS = range(1, 9)


def compare(found, expected, perturbed):
    """Of each output (name, largest difference by the field's magnitude, the largest of what one ulp of input does in the runs
    of `perturbed`)."""
    for name in expected:
        field = expected[name].astype(np.float64)
        scale = np.max(np.abs(field)) or 1.0
        found_at, *moved = (float(np.max(np.abs(other[name] - field)) / scale) for other in (found, *perturbed))
        yield name, found_at, max(moved)
