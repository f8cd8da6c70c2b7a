! Kinds and constants that every module of a model uses.
module constants_mod
  use, intrinsic :: iso_fortran_env, only: int8, int16, int32, int64, real32, real64, real128
  implicit none
  private

  integer, parameter, public :: r_def = real64, r_solver = real64, r_tran = real64, r_bl = real64, r_um = real64
  integer, parameter, public :: r_double = real64, r_single = real32, r_second = real64, r_ncdf = real64
  integer, parameter, public :: r_native = kind(1.0), dp_native = kind(1.0d0), r_quad = real128
  integer, parameter, public :: i_def = int32, i_medium = int32, i_long = int64, i_byte = int8, i_short = int16
  integer, parameter, public :: i_native = kind(1), i_um = int32, i_ncdf = int32, i_timestep = int32
  integer, parameter, public :: i_halo_index = int64
  integer, parameter, public :: l_def = kind(.true.), l_native = kind(.true.)
  integer, parameter, public :: c_def = kind('a'), c_native = kind('a')
  character(3), parameter, public :: precision_real = '64', precision_r_solver = '64', precision_r_tran = '64'

  integer, parameter, public :: real_type = 1, r_solver_real_type = 1, r_tran_real_type = 1
  integer, parameter, public :: integer_type = 2, logical_type = 3

  integer, parameter, public :: str_short = 16, str_def = 128, str_long = 255, str_longlong = 512
  integer, parameter, public :: str_max_filename = 1024

  real(r_def), parameter, public :: large_real_positive = huge(1.0_r_def), large_real_negative = -huge(1.0_r_def)
  real(r_double), parameter, public :: large_dp_negative = -huge(1.0_r_double)
  real(r_def), parameter, public :: eps = 3.0e-15_r_def
  real(r_tran), parameter, public :: eps_r_tran = 3.0e-15_r_tran, tiny_eps = 1.0e-30_r_tran
  real(r_def), parameter, public :: pi = 3.14159265358979323846_r_def
  real(r_def), parameter, public :: degrees_to_radians = pi/180.0_r_def, radians_to_degrees = 180.0_r_def/pi

  ! What stands for a value that is missing.
  real(r_def), parameter, public :: rmdi = -32768.0_r_def*32768.0_r_def
  integer(i_def), parameter, public :: imdi = -32768, emdi = -1
  character(str_short), parameter, public :: cmdi = 'unset', unset_key = 'unset'

  integer, parameter, public :: cache_block = 256
  ! The halo depth of operators, and of fields that ask for it; other fields have the depth of their mesh.
  integer(i_def), parameter, public :: default_halo_depth = 1
end module constants_mod
