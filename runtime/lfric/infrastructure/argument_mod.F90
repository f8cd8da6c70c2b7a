! The names that kernel metadata is written with. Their values carry no meaning: PSyclone reads the names.
module argument_mod
  implicit none
  private

  ! What an argument is.
  integer, parameter, public :: GH_SCALAR = 1001, GH_SCALAR_ARRAY = 1002, GH_FIELD = 1003, GH_OPERATOR = 1004
  integer, parameter, public :: GH_COLUMNWISE_OPERATOR = 1005
  ! Its type.
  integer, parameter, public :: GH_REAL = 1006, GH_INTEGER = 1007, GH_LOGICAL = 1008
  ! What the kernel does with it.
  integer, parameter, public :: GH_READ = 1009, GH_WRITE = 1010, GH_READWRITE = 1011, GH_INC = 1012
  integer, parameter, public :: GH_READINC = 1013, GH_REDUCTION = 1077, GH_SUM = 1014, GH_MIN = 1015, GH_MAX = 1016
  ! Spaces that the algorithm decides.
  integer, parameter, public :: ANY_SPACE_1 = 1017, ANY_SPACE_2 = 1018, ANY_SPACE_3 = 1019
  integer, parameter, public :: ANY_SPACE_4 = 1020, ANY_SPACE_5 = 1021, ANY_SPACE_6 = 1022
  integer, parameter, public :: ANY_SPACE_7 = 1023, ANY_SPACE_8 = 1024, ANY_SPACE_9 = 1025
  integer, parameter, public :: ANY_SPACE_10 = 1026, ANY_W2 = 1027, ANY_DISCONTINUOUS_SPACE_1 = 1028
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_2 = 1029, ANY_DISCONTINUOUS_SPACE_3 = 1030
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_4 = 1031, ANY_DISCONTINUOUS_SPACE_5 = 1032
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_6 = 1033, ANY_DISCONTINUOUS_SPACE_7 = 1034
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_8 = 1035, ANY_DISCONTINUOUS_SPACE_9 = 1036
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_10 = 1037, ANY_DISCONTINUOUS_SPACE_11 = 1038
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_12 = 1039, ANY_DISCONTINUOUS_SPACE_13 = 1040
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_14 = 1041, ANY_DISCONTINUOUS_SPACE_15 = 1042
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_16 = 1043, ANY_DISCONTINUOUS_SPACE_17 = 1044
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_18 = 1045, ANY_DISCONTINUOUS_SPACE_19 = 1046
  integer, parameter, public :: ANY_DISCONTINUOUS_SPACE_20 = 1047
  ! Stencil shapes.
  integer, parameter, public :: XORY1D = 1048, X1D = 1049, Y1D = 1050, CROSS = 1051, REGION = 1052
  integer, parameter, public :: CROSS2D = 1053
  ! Meshes of a multigrid kernel.
  integer, parameter, public :: GH_FINE = 1054, GH_COARSE = 1055
  ! Basis functions, and where.
  integer, parameter, public :: GH_BASIS = 1056, GH_DIFF_BASIS = 1057, GH_QUADRATURE_XYZ = 1058
  integer, parameter, public :: GH_QUADRATURE_XYoZ = 1059, GH_QUADRATURE_XoYoZ = 1060
  integer, parameter, public :: GH_QUADRATURE_face = 1061, GH_QUADRATURE_edge = 1062, GH_EVALUATOR = 1063
  ! Reference element and mesh properties.
  integer, parameter, public :: normals_to_faces = 1064, normals_to_horizontal_faces = 1065
  integer, parameter, public :: normals_to_vertical_faces = 1066, outward_normals_to_faces = 1067
  integer, parameter, public :: outward_normals_to_horizontal_faces = 1068
  integer, parameter, public :: outward_normals_to_vertical_faces = 1069, adjacent_face = 1070
  ! What a kernel operates on.
  integer, parameter, public :: CELL_COLUMN = 1071, OWNED_CELL_COLUMN = 1999, HALO_CELL_COLUMN = 1072
  integer, parameter, public :: OWNED_AND_HALO_CELL_COLUMN = 1073, DOMAIN = 1074, DOF = 1075, OWNED_DOF = 1076

  ! Indexed by a shape: gives metadata something to write STENCIL(CROSS) with.
  integer, parameter, private :: first_shape = XORY1D, last_shape = CROSS2D
  integer, parameter, public :: STENCIL(first_shape:last_shape) = -1

  integer, parameter, private :: text_length = 40

  type, public :: arg_type
    integer :: argument_type
    integer :: data_type = -1
    integer :: argument_access
    integer :: fspace = -1
    integer :: fspace_from = -1
    integer :: stencil_map = -1
    integer :: mesh_arg = -1
    character(text_length) :: ndata = '1'
    character(text_length) :: nlevels = ''
  end type arg_type

  type, public :: func_type
    integer :: fspace
    integer :: fspace_basis
    integer :: fspace_properties1 = -1
  end type func_type

  type, public :: reference_element_data_type
    integer :: reference_element_data_item
  end type reference_element_data_type

  type, public :: mesh_data_type
    integer :: mesh_data_item
  end type mesh_data_type
end module argument_mod
