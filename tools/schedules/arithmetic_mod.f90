!> What kernels of random schedules compute: sums of dofs of a column modulo a prime, so that values stay small integers,
!> which reals hold exactly whatever the order of adding.
module arithmetic_mod
  use constants_mod, only: i_def, r_def
  use, intrinsic :: ieee_arithmetic, only: ieee_is_nan
  implicit none
  private
  public :: gather, gather_stencil, gather_branches, gather_odd, gather_matrix, put, change, increase, increase_even
  public :: put_constant, add_same, fold, put_matrix, change_matrix, columns, prime

  real(r_def), parameter :: prime = 997.0_r_def

contains

  !> The columns of dofs of a cell in a space that has `ndf` of them: first dof of each, and its length.
  pure subroutine columns(ndf, nlayers, count, first, length)
    integer(i_def), intent(in)  :: ndf, nlayers
    integer(i_def), intent(out) :: count, first(8), length(8)
    integer(i_def) :: i

    first = [(i, i = 1, 8)]
    length = nlayers
    select case (ndf)
    case (1)                       ! W3
      count = 1
    case (2)                       ! Wtheta
      count = 1
      length = nlayers + 1
    case (6)                       ! W2: four sides, and the faces between layers
      count = 5
      length(5) = nlayers + 1
    case (8)                       ! W0
      count = 4
      length = nlayers + 1
    case (12)                      ! W1: four horizontal edges, four vertical ones
      count = 8
      length(:4) = nlayers + 1
    case default
      error stop 'arithmetic_mod: a space that is not known'
    end select
  end subroutine columns

  subroutine gather(nlayers, sums, weight, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, map(ndf)
    real(r_def),    intent(inout) :: sums(0:nlayers - 1)
    real(r_def),    intent(in)    :: x(*)
    integer(i_def) :: count, first(8), length(8), e, k

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = 0, nlayers - 1
        sums(k) = sums(k) + real(weight + e, r_def) * x(map(first(e)) + k)
      end do
    end do
  end subroutine gather

  subroutine gather_stencil(nlayers, sums, weight, ndf, size, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, size, map(ndf, size)
    real(r_def),    intent(inout) :: sums(0:nlayers - 1)
    real(r_def),    intent(in)    :: x(*)
    integer(i_def) :: cell

    do cell = 1, size
      call gather(nlayers, sums, weight, ndf, map(:, cell), x)
    end do
  end subroutine gather_stencil

  subroutine gather_branches(nlayers, sums, weight, ndf, sizes, longest, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, longest, sizes(4), map(ndf, longest, 4)
    real(r_def),    intent(inout) :: sums(0:nlayers - 1)
    real(r_def),    intent(in)    :: x(*)
    integer(i_def) :: branch

    do branch = 1, 4
      call gather_stencil(nlayers, sums, weight + branch, ndf, sizes(branch), map(:, :sizes(branch), branch), x)
    end do
  end subroutine gather_branches

  !> Reads the odd levels alone: what GH_READINC reads is none of what it adds to, so that the order of cells is free.
  subroutine gather_odd(nlayers, sums, weight, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, map(ndf)
    real(r_def),    intent(inout) :: sums(0:nlayers - 1)
    real(r_def),    intent(in)    :: x(*)
    integer(i_def) :: count, first(8), length(8), e, k

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = 1, nlayers - 1, 2
        sums(k) = sums(k) + real(weight + e, r_def) * x(map(first(e)) + k)
        sums(k - 1) = sums(k - 1) + real(weight + e, r_def) * x(map(first(e)) + k)
      end do
    end do
  end subroutine gather_odd

  subroutine put(nlayers, sums, weight, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, map(ndf)
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: x(*)
    integer(i_def) :: count, first(8), length(8), e, k

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = 0, length(e) - 1
        x(map(first(e)) + k) = modulo(sums(min(k, nlayers - 1)) + real(weight + e, r_def), prime)
      end do
    end do
  end subroutine put

  subroutine change(nlayers, sums, weight, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, map(ndf)
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: x(*)
    integer(i_def) :: count, first(8), length(8), e, k

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = 0, length(e) - 1
        x(map(first(e)) + k) = modulo(3.0_r_def * x(map(first(e)) + k) + sums(min(k, nlayers - 1)) &
                                      + real(weight + e, r_def), prime)
      end do
    end do
  end subroutine change

  !> Adds modulo a prime, in whatever order the cells come. A stale copy in the halo, which nobody reads afterwards, may be
  !> NaN; modulo would compare it with zero.
  subroutine increase(nlayers, sums, weight, ndf, map, x, step)
    integer(i_def), intent(in)           :: nlayers, weight, ndf, map(ndf)
    integer(i_def), intent(in), optional :: step
    real(r_def),    intent(in)           :: sums(0:nlayers - 1)
    real(r_def),    intent(inout)        :: x(*)
    integer(i_def) :: count, first(8), length(8), e, k, by

    by = 1
    if (present(step)) by = step
    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = 0, length(e) - 1, by
        if (ieee_is_nan(x(map(first(e)) + k))) cycle
        x(map(first(e)) + k) = modulo(x(map(first(e)) + k) + sums(min(k, nlayers - 1)) + real(weight + e, r_def), prime)
      end do
    end do
  end subroutine increase

  subroutine increase_even(nlayers, sums, weight, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, map(ndf)
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: x(*)

    call increase(nlayers, sums, weight, ndf, map, x, 2)
  end subroutine increase_even

  !> These three make a field of a continuous space from others of the same space, dof by dof: every cell around a dof
  !> writes the same value to it.
  subroutine put_constant(nlayers, value, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, ndf, map(ndf)
    real(r_def),    intent(in)    :: value
    real(r_def),    intent(inout) :: x(*)
    integer(i_def) :: count, first(8), length(8), e

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      x(map(first(e)):map(first(e)) + length(e) - 1) = value
    end do
  end subroutine put_constant

  subroutine add_same(nlayers, weight, ndf, map, x, y)
    integer(i_def), intent(in)    :: nlayers, weight, ndf, map(ndf)
    real(r_def),    intent(inout) :: x(*)
    real(r_def),    intent(in)    :: y(*)
    integer(i_def) :: count, first(8), length(8), e, k

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = map(first(e)), map(first(e)) + length(e) - 1
        x(k) = x(k) + real(weight, r_def) * y(k)
      end do
    end do
  end subroutine add_same

  subroutine fold(nlayers, ndf, map, x)
    integer(i_def), intent(in)    :: nlayers, ndf, map(ndf)
    real(r_def),    intent(inout) :: x(*)
    integer(i_def) :: count, first(8), length(8), e, k

    call columns(ndf, nlayers, count, first, length)
    do e = 1, count
      do k = map(first(e)), map(first(e)) + length(e) - 1
        if (.not. ieee_is_nan(x(k))) x(k) = modulo(x(k), prime) ! annexed dofs of what it was made from may be stale
      end do
    end do
  end subroutine fold

  subroutine gather_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
    integer(i_def), intent(in)    :: nlayers, weight, cell, ncell_3d, rows, ndf
    real(r_def),    intent(inout) :: sums(0:nlayers - 1)
    real(r_def),    intent(in)    :: matrix(ncell_3d, rows, ndf)
    integer(i_def) :: i, j, k

    do j = 1, ndf
      do i = 1, rows
        do k = 0, nlayers - 1
          sums(k) = sums(k) + real(weight + 2 * i + j, r_def) * matrix((cell - 1) * nlayers + k + 1, i, j)
        end do
      end do
    end do
  end subroutine gather_matrix

  subroutine put_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
    integer(i_def), intent(in)    :: nlayers, weight, cell, ncell_3d, rows, ndf
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: matrix(ncell_3d, rows, ndf)

    matrix((cell - 1) * nlayers + 1:cell * nlayers, :, :) = 0.0_r_def
    call change_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
  end subroutine put_matrix

  subroutine change_matrix(nlayers, sums, weight, cell, ncell_3d, rows, ndf, matrix)
    integer(i_def), intent(in)    :: nlayers, weight, cell, ncell_3d, rows, ndf
    real(r_def),    intent(in)    :: sums(0:nlayers - 1)
    real(r_def),    intent(inout) :: matrix(ncell_3d, rows, ndf)
    integer(i_def) :: i, j, k, ik

    do j = 1, ndf
      do i = 1, rows
        do k = 0, nlayers - 1
          ik = (cell - 1) * nlayers + k + 1
          matrix(ik, i, j) = modulo(3.0_r_def * matrix(ik, i, j) + sums(k) + real(weight + 2 * i + j, r_def), prime)
        end do
      end do
    end do
  end subroutine change_matrix

end module arithmetic_mod
