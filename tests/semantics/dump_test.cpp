// The dump of symbols, as `isotach parse --dump=symbols` prints it.
#include "semantics/analysed.h"

namespace isotach {
namespace {

using testing_semantics::Analysed;

TEST(Dump, shows_kinds_types_attributes_values_and_origins) {
  Analysed a(std::vector<std::string>{"module k\n integer, parameter :: wp = 8\nend module\n",
                                      R"(module m
  use k, only: r => wp
  use gone
  implicit none
  private
  real(r), public, allocatable :: field(:, :)
  interface area
    procedure f
  end interface
contains
  subroutine s(x, n)
    integer, intent(in) :: n
    real(r), intent(out) :: x(0:n)
    x = y
  end subroutine
  real function f()
    f = 1
  end function
end module
)"});
  EXPECT_EQ(a.dump(1), R"(module 'm', implicit none, private
  use 'gone', all (missing)
  r                 from 'k' 'wp': parameter, INTEGER(4) = 8
  field             variable, REAL(8), dimension(:, :), allocatable, public
  area              generic of 'f', private
  s                 procedure, private
  f                 procedure, REAL(4), private
  procedure 's'
    x                 argument, REAL(8), dimension(0:n), intent(out)
    n                 argument, INTEGER(4), intent(in)
  procedure 'f'
    f                 result, REAL(4)
)");
}

} // namespace
} // namespace isotach
