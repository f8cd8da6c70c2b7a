// What holds of kernels that are copied into a PSy layer.
#include "psykal/kernel_copies.h"

#include <gtest/gtest.h>

namespace isotach::psykal {
namespace {

constexpr std::string_view module_text = R"(module grid_kernel_mod
  use constants_mod, only: i_def, r_def, wp => r_solver
  use, intrinsic :: iso_fortran_env, only: int64
  use halo_mod, only: unused
  implicit none
  private
  real(r_def) :: total
  interface both_code
    module procedure single_code, double_code
  end interface
contains
  ! Not of the next one.

  !> Doubles a field.
  !! @param x it
  subroutine grid_code(nlayers, x, ndf, undf, map)
    integer(i_def), intent(in) :: nlayers, ndf, undf, map(ndf) ! sizes
    real(kind=r_def), intent(inout) :: x(undf)
    type(box) :: held
    integer(i_def) :: k   ;   real(wp) :: factor
    factor = 2.0_wp
    do k = 0, nlayers - 1
      x(map(1) + k) = real(factor, r_def) * x(map(1) + k) + held%total
    end do
  end subroutine grid_code
  subroutine uses_module_data(nlayers)
    integer(i_def), intent(in) :: nlayers
    total = nlayers
  end subroutine uses_module_data
  subroutine shadows(nlayers)
    integer(i_def), intent(in) :: nlayers
    real(r_def) :: total
    total = nlayers
  end subroutine shadows
  subroutine single_code(nlayers)
    integer(i_def), intent(in) :: nlayers
  end subroutine single_code
  subroutine double_code(nlayers)
    integer(int64), intent(in) :: nlayers
  end subroutine double_code
  subroutine branches(nlayers)
    integer(i_def), intent(in) :: nlayers
#ifdef FAST
    print *, nlayers
#endif
  end subroutine branches
end module grid_kernel_mod
)";

class CopiesOfKernels : public testing::Test {
 protected:
  std::optional<KernelCopy> copy(std::string_view procedure) {
    return copy_kernel(source, "grid_kernel_mod", procedure, names, reason);
  }

  SourceFile source{"grid_kernel_mod.F90", std::string(module_text)};
  LocalNames names;
  std::string reason;
};

TEST_F(CopiesOfKernels, keep_every_byte_and_get_what_came_from_the_module) {
  auto made = copy("grid_code");
  ASSERT_TRUE(made) << reason;
  EXPECT_FALSE(made->generic());
  EXPECT_EQ(made->procedures[0].text, R"(  !> Doubles a field.
  !! @param x it
  subroutine grid_code(nlayers, x, ndf, undf, map)
    use constants_mod, only: i_def, r_def, wp => r_solver
    integer(i_def), intent(in) :: nlayers, ndf, undf, map(ndf) ! sizes
    real(kind=r_def), intent(inout) :: x(undf)
    type(box) :: held
    integer(i_def) :: k   ;   real(wp) :: factor
    factor = 2.0_wp
    do k = 0, nlayers - 1
      x(map(1) + k) = real(factor, r_def) * x(map(1) + k) + held%total
    end do
  end subroutine grid_code)");
}

TEST_F(CopiesOfKernels, of_one_name_get_two_names) {
  names.reserve("grid_code");
  auto made = copy("grid_code");
  ASSERT_TRUE(made) << reason;
  EXPECT_EQ(made->name, "grid_code_1");
  EXPECT_NE(made->procedures[0].text.find("subroutine grid_code_1(nlayers"), std::string::npos);
  EXPECT_NE(made->procedures[0].text.find("end subroutine grid_code_1"), std::string::npos);
}

TEST_F(CopiesOfKernels, of_a_generic_are_its_procedures) {
  auto made = copy("both_code");
  ASSERT_TRUE(made) << reason;
  EXPECT_TRUE(made->generic());
  ASSERT_EQ(made->procedures.size(), 2u);
  EXPECT_EQ(made->procedures[1].name, "double_code");
  EXPECT_NE(made->procedures[1].text.find("use, intrinsic :: iso_fortran_env, only: int64"),
            std::string::npos);
}

TEST_F(CopiesOfKernels, are_refused_where_their_module_is_needed) {
  EXPECT_FALSE(copy("uses_module_data"));
  EXPECT_EQ(reason, "it uses 'total' of its module 'grid_kernel_mod'");
  EXPECT_TRUE(copy("shadows")) << "a variable of its own hides that of the module";
  EXPECT_FALSE(copy("branches"));
  EXPECT_EQ(reason.substr(0, 26), "lines of the preprocessor ");
  EXPECT_FALSE(copy("missing_code"));
  EXPECT_EQ(reason, "its module 'grid_kernel_mod' does not contain it");
}

TEST_F(CopiesOfKernels, need_implicit_none) {
  SourceFile loose("m.f90", "module m\ncontains\nsubroutine s(n)\nk = n\nend subroutine\nend module\n");
  EXPECT_FALSE(copy_kernel(loose, "m", "s", names, reason));
  EXPECT_NE(reason.find("IMPLICIT NONE"), std::string::npos);
}

TEST_F(CopiesOfKernels, have_constants_for_arguments) {
  auto made = copy("grid_code");
  ASSERT_TRUE(made) << reason;
  KernelCopy::Text& text = made->procedures[0];
  EXPECT_FALSE(make_constant(text, 0, 20));
  EXPECT_NE(text.text.find("(nlayers_dummy, x, ndf"), std::string::npos);
  EXPECT_NE(text.text.find("    integer(i_def), parameter :: nlayers = 20\n    integer(i_def), intent(in) :: "
                           "nlayers_dummy, ndf, undf, map(ndf) ! sizes\n"),
            std::string::npos);
  EXPECT_NE(text.text.find("do k = 0, nlayers - 1"), std::string::npos);
  EXPECT_EQ(make_constant(text, 1, 20), "'x' is not an INTEGER scalar with INTENT(IN)");
  EXPECT_EQ(make_constant(text, 4, 20), "'map' is not an INTEGER scalar with INTENT(IN)");
  EXPECT_EQ(make_constant(text, 5, 20), "'grid_code' has no argument 6");
}

TEST_F(CopiesOfKernels, have_no_constants_for_arguments_that_may_be_absent) {
  SourceFile one("m.f90",
                 "module m\nimplicit none\ncontains\nsubroutine s(n, f)\ninteger, intent(in), optional :: n\n"
                 "logical, intent(in) :: f\nend subroutine\nend module\n");
  auto made = copy_kernel(one, "m", "s", names, reason);
  ASSERT_TRUE(made) << reason;
  EXPECT_TRUE(make_constant(made->procedures[0], 0, 1));
  EXPECT_TRUE(make_constant(made->procedures[0], 1, 1));
}

} // namespace
} // namespace isotach::psykal
