"""Kernel modules for tests: metadata as values, written as Fortran."""

from dataclasses import dataclass, field

SPACES = [
    "w0",
    "w1",
    "w2",
    "w2h",
    "w2v",
    "w2broken",
    "w2trace",
    "w2htrace",
    "w2vtrace",
    "w3",
    "wtheta",
    "wchi",
    "any_w2",
    "any_space_1",
    "any_discontinuous_space_2",
]
ACCESSES = ["gh_read", "gh_write", "gh_readwrite", "gh_inc", "gh_readinc", "gh_reduction"]
OPERATES_ON = [
    "cell_column",
    "owned_cell_column",
    "halo_cell_column",
    "owned_and_halo_cell_column",
    "dof",
    "owned_dof",
    "domain",
]
CELLS = OPERATES_ON[:4]
STENCILS = ["x1d", "y1d", "xory1d", "cross", "cross2d", "region"]
SHAPES = ["gh_quadrature_xyoz", "gh_quadrature_face", "gh_quadrature_edge", "gh_evaluator"]
ELEMENT = [
    f"{outward}normals_to_{faces}"
    for outward in ("", "outward_")
    for faces in ("horizontal_faces", "vertical_faces", "faces")
]


@dataclass
class Kernel:
    args: list[str]  # the inside of arg_type(...)
    operates_on: str = "cell_column"
    funcs: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    element: list[str] = field(default_factory=list)
    mesh: list[str] = field(default_factory=list)
    code: str = ""

    def text(self, name: str) -> str:
        code = self.code or f"{name}_code"

        def entries(component, kind, values):
            if not values:
                return ""
            inside = ", &\n      ".join(f"{kind}({value})" for value in values)
            return f"    type({kind}) :: {component}({len(values)}) = (/ &\n      {inside} /)\n"

        def words(component, values):
            if not values:
                return ""
            if len(values) == 1 and component == "gh_shape":
                return f"    integer :: {component} = {values[0]}\n"
            return f"    integer :: {component}({len(values)}) = (/ {', '.join(values)} /)\n"

        return (
            f"module {name}_mod\n  type, extends(kernel_type) :: {name}_type\n"
            + entries("meta_args", "arg_type", self.args)
            + entries("meta_funcs", "func_type", self.funcs)
            + words("gh_shape", self.shapes)
            + words("gh_evaluator_targets", self.targets)
            + entries("meta_reference_element", "reference_element_data_type", self.element)
            + entries("meta_mesh", "mesh_data_type", self.mesh)
            + f"    integer :: operates_on = {self.operates_on}\n  contains\n"
            + f"    procedure, nopass :: {code}\n  end type\ncontains\n"
            + f"  subroutine {code}()\n  end subroutine\nend module\n"
        )


def matrix() -> list[Kernel]:
    """Every value of every metadata field, in the combinations that the rules tell apart."""
    kernels = []
    for operates_on in OPERATES_ON:
        spaces = SPACES if operates_on == "cell_column" else ("w1", "w3", "any_space_1")
        for access in ACCESSES:
            kernels += [Kernel([f"gh_field, gh_real, {access}, {space}"], operates_on) for space in spaces]
    for operates_on in ("cell_column", "dof", "domain"):
        writer = "gh_field, gh_real, gh_write, w3"
        same = ("gh_scalar, gh_{}, gh_read", "gh_field, gh_{}, gh_read, w3", "gh_scalar_array, gh_{}, gh_read, 3")
        for data in ("real", "integer", "logical"):
            kernels += [Kernel([writer, form.format(data)], operates_on) for form in same]
            kernels.append(Kernel([writer, f"gh_operator, gh_{data}, gh_read, w3, w3"], operates_on))
        for access in ACCESSES:
            kernels.append(Kernel([writer, f"gh_scalar, gh_real, {access}"], operates_on))
            kernels.append(Kernel([f"gh_operator, gh_real, {access}, w2, w3"], operates_on))
            kernels.append(Kernel([writer, f"gh_scalar_array, gh_real, {access}, 2"], operates_on))
        kernels += [Kernel([writer, f"gh_field, gh_real, gh_read, w3, stencil({s})"], operates_on) for s in STENCILS]
        kernels.append(Kernel([writer, "gh_field*3, gh_integer, gh_read, w3"], operates_on))
        kernels.append(Kernel([writer, "gh_field, gh_real, gh_read, w2v"], operates_on))
        kernels.append(Kernel([writer], operates_on, element=["normals_to_faces"]))
        kernels.append(Kernel([writer], operates_on, mesh=["adjacent_face"]))
        kernels.append(Kernel([writer], operates_on, funcs=["w3, gh_basis"], shapes=["gh_evaluator"]))
    writer = "gh_field, gh_real, gh_inc, w1"
    for space in SPACES:
        other = f"gh_field, gh_real, gh_read, {space}"
        kernels.append(Kernel([writer, other], funcs=[f"{space}, gh_basis, gh_diff_basis"], shapes=SHAPES))
        kernels.append(
            Kernel([writer, other], funcs=["w1, gh_diff_basis"], shapes=["gh_evaluator"], targets=[space, "w1", space])
        )
    for shape in SHAPES:
        kernels.append(Kernel([writer], funcs=["w1, gh_basis"], shapes=[shape]))
    for mask in range(1, 64, 5):
        element = [name for bit, name in enumerate(ELEMENT) if mask >> bit & 1]
        kernels.append(Kernel([writer], element=element, mesh=["adjacent_face"] if mask % 2 else []))
    kernels += columnwise() + wrong(writer)
    mixed = [
        "gh_scalar, gh_real, gh_read",
        "gh_field, gh_real, gh_inc, w1",
        "gh_field*3, gh_real, gh_read, w2",
        "gh_field, gh_real, gh_read, any_space_1, stencil(cross)",
        "gh_field, gh_real, gh_read, w3, stencil(xory1d)",
        "gh_field*2, gh_real, gh_read, wtheta, stencil(cross2d)",
        "gh_scalar_array, gh_logical, gh_read, 2",
        "gh_operator, gh_real, gh_read, w2, any_discontinuous_space_2",
        "gh_scalar, gh_integer, gh_read",
    ]
    kernels.append(Kernel([mixed[1], mixed[2], mixed[0]], operates_on="domain"))
    kernels.append(Kernel(mixed, funcs=["w1, gh_basis", "w2, gh_diff_basis"], shapes=SHAPES, targets=["w3", "w1"]))
    kernels.append(Kernel(["gh_field, gh_real, gh_inc, any_space_1"], code="enforce_bc_code"))
    kernels.append(Kernel(["gh_field, gh_real, gh_inc, any_space_1"], code="enforce_bc_64_code"))
    kernels.append(Kernel(["gh_operator, gh_real, gh_readwrite, w2, w3"], code="enforce_operator_bc_code"))
    return kernels


def columnwise() -> list[Kernel]:
    cma, lma, field_ = "gh_columnwise_operator, gh_real", "gh_operator, gh_real", "gh_field, gh_real"
    scalar = "gh_scalar, gh_real, gh_read"
    spaces = "any_space_1, any_space_2"
    lists = [
        [f"{cma}, gh_write, {spaces}", f"{lma}, gh_read, {spaces}", f"{field_}, gh_read, any_space_1", scalar],
        [f"{cma}, gh_write, w2, w2", f"{lma}, gh_read, w2, w2"],
        [f"{cma}, gh_write, w2, w2", f"{lma}, gh_write, w2, w2"],
        [f"{cma}, gh_write, w2, w2", f"{field_}, gh_read, w2"],
        [f"{field_}, gh_inc, any_space_1", f"{field_}, gh_read, any_space_2", f"{cma}, gh_read, {spaces}"],
        [f"{field_}, gh_inc, any_space_2", f"{field_}, gh_read, any_space_1", f"{cma}, gh_read, {spaces}"],
        [f"{field_}, gh_inc, any_space_1", f"{field_}, gh_read, any_space_1", f"{cma}, gh_read, {spaces}"],
        [f"{field_}, gh_inc, any_space_1", f"{cma}, gh_read, {spaces}"],
        [f"{field_}, gh_inc, any_space_1", f"{field_}, gh_read, any_space_2", scalar, f"{cma}, gh_read, {spaces}"],
        [f"{cma}, gh_readwrite, {spaces}", f"{cma}, gh_read, any_space_1, any_space_1", f"{cma}, gh_read, {spaces}"],
        [f"{cma}, gh_write, {spaces}", f"{cma}, gh_read, {spaces}", scalar],
        [f"{cma}, gh_write, {spaces}", f"{cma}, gh_write, {spaces}"],
        [f"{cma}, gh_write, {spaces}", f"{cma}, gh_read, {spaces}", f"{field_}, gh_read, any_space_1"],
        [f"{cma}, gh_write, w2, w2", f"{lma}, gh_read, w2, w2", "gh_field*2, gh_real, gh_read, w2"],
        [f"{cma}, gh_write, w2, w2", f"{lma}, gh_read, w2, w2", f"{field_}, gh_read, w2, stencil(cross)"],
        [f"{cma}, gh_write, w2, w2", f"{lma}, gh_read, w2, w2", "gh_field, gh_integer, gh_read, w2"],
        ["gh_columnwise_operator, gh_integer, gh_write, w2, w2", f"{lma}, gh_read, w2, w2"],
    ]
    return [Kernel(arguments) for arguments in lists]


def wrong(writer: str) -> list[Kernel]:
    """One rule broken each."""
    fine, coarse = (
        "gh_field, gh_real, gh_inc, w1, mesh_arg=gh_fine",
        "gh_field, gh_real, gh_read, w2, mesh_arg=gh_coarse",
    )
    return [
        Kernel([]),
        Kernel(["gh_field, gh_real, gh_read, w1"]),
        Kernel([writer, "gh_vector, gh_real, gh_read, w1"]),
        Kernel([writer, "gh_field, gh_complex, gh_read, w1"]),
        Kernel([writer, "gh_field, gh_real, gh_look, w1"]),
        Kernel([writer, "gh_field, gh_real, gh_read, w9"]),
        Kernel([writer, "gh_field, gh_real, gh_read, any_space_11"]),
        Kernel([writer, "gh_field, gh_real, gh_read"]),
        Kernel([writer, "gh_field, gh_real"]),
        Kernel([writer, "gh_field, gh_real, gh_read, w1, stencil(cross), w2"]),
        Kernel([writer, "gh_field, gh_real, gh_read, w1, stencil(star)"]),
        Kernel([writer, "gh_field, gh_real, gh_read, w1, w2"]),
        Kernel([writer, "gh_field, gh_real, gh_inc, w1, stencil(cross)"]),
        Kernel([writer, "gh_field*1, gh_real, gh_read, w1"]),
        Kernel([writer, "gh_scalar*3, gh_real, gh_read"]),
        Kernel([writer, "gh_scalar, gh_real, gh_read, w1"]),
        Kernel([writer, "gh_scalar_array, gh_real, gh_read, 0"]),
        Kernel([writer, "gh_scalar_array, gh_real, gh_read"]),
        Kernel([writer, "gh_operator, gh_real, gh_read, w1"]),
        Kernel([writer, "gh_operator, gh_real, gh_read, w1, w9"]),
        Kernel([writer], operates_on="cells"),
        Kernel([writer], funcs=["w1, gh_basis"]),
        Kernel([writer], funcs=["w1, gh_basis"], shapes=["gh_sphere"]),
        Kernel([writer], funcs=["w2, gh_basis"], shapes=["gh_evaluator"]),
        Kernel([writer], funcs=["w1, gh_basis", "w1, gh_diff_basis"], shapes=["gh_evaluator"]),
        Kernel([writer], shapes=["gh_evaluator"]),
        Kernel([writer], targets=["w1"]),
        Kernel([writer], funcs=["w1, gh_basis"], shapes=["gh_quadrature_face"], targets=["w1"]),
        Kernel([writer], funcs=["w1, gh_basis"], shapes=["gh_evaluator"], targets=["w2"]),
        Kernel([writer], element=["normals_to_edges"]),
        Kernel([writer], mesh=["adjacent_edge"]),
        Kernel([fine, coarse]),
        Kernel([fine]),
        Kernel([fine, coarse, "gh_scalar, gh_real, gh_read"]),
        Kernel([fine, coarse, "gh_field, gh_real, gh_read, w3"]),
        Kernel([fine, "gh_field, gh_real, gh_read, w1, mesh_arg=gh_coarse"]),
        Kernel([fine, coarse], operates_on="domain"),
        Kernel([fine.replace("gh_fine", "gh_medium"), coarse]),
    ]
