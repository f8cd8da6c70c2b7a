// Invariants of trees, recovery, limits and damaged input.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "parse/kinds.h"
#include "parse/parse.h"
#include "tree/verify.h"
#include "tree/visit.h"

using namespace isotach;

namespace {

struct Parsed {
  SourceFile source;
  Diagnostics diagnostics;
  Tree tree;
  explicit Parsed(std::string text, SourceForm form = SourceForm::free)
      : source("test.f90", std::move(text)), tree(parse_it(form)) {}
  template <class T> int count() const {
    int n = 0;
    for_each<T>(tree.root(), [&](T*) { ++n; });
    return n;
  }

 private:
  Tree parse_it(SourceForm form) {
    ParseOptions options;
    options.lex.form = form;
    return parse(source, options, diagnostics);
  }
};

const std::string module_text = R"(module m
  use, intrinsic :: iso_c_binding, only: c_int
  implicit none
  type :: t
    integer :: n = 0
    real, pointer :: p(:) => null()
  contains
    procedure :: run
  end type
  interface
    subroutine ext(x)
      real, intent(in) :: x
    end subroutine
  end interface
contains
  subroutine run(self, a, n)
    class(t), intent(inout) :: self
    integer, intent(in) :: n
    real, intent(inout) :: a(n, 0:*)
    !$acc parallel loop private(i) reduction(+:s)
    outer: do i = 1, n
      if (a(i, 1) > 0) then
        a(i, :) = [(sqrt(real(j)), j = 1, 3)]
      else if (i == 3) then
        exit outer
      else
        select case (i)
        case (1:2)
          write (*, '(a)') 'x', (a(j, 1), j = 1, n)
        case default
          call self%p(3)%run(a(:, 1:n:2), flag=.true.)
        end select
      end if
    end do outer
#if 1
    a = 1
#else
    a = 2
#endif
  end subroutine
end module
)";

void expect_sound(const Parsed& parsed) {
  for (const std::string& broken : verify(parsed.tree)) ADD_FAILURE() << broken;
}

} // namespace

TEST(Parser, reads_a_module_and_keeps_the_invariants) {
  Parsed parsed(module_text);
  EXPECT_EQ(parsed.diagnostics.all().size(), 0u);
  EXPECT_EQ(parsed.count<UnparsedStatement>(), 0);
  EXPECT_EQ(parsed.count<DoConstruct>(), 1);
  EXPECT_EQ(parsed.count<ImpliedDo>(), 2);
  EXPECT_EQ(parsed.count<ConditionalRegion>(), 1);
  expect_sound(parsed);
}

TEST(Parser, any_cut_gives_a_sound_tree) {
  for (std::size_t length = 0; length < module_text.size(); length += 3) {
    Parsed parsed(module_text.substr(0, length));
    expect_sound(parsed);
    if (HasFailure()) {
      ADD_FAILURE() << "cut at " << length;
      return;
    }
  }
}

TEST(Parser, any_damage_gives_a_sound_tree) {
  std::mt19937 random(7);
  const std::string alphabet = "()&!'\"=,:;%*/\n #+x1";
  for (int round = 0; round < 1500; ++round) {
    std::string text = module_text;
    for (int i = 0; i < 3; ++i) text[random() % text.size()] = alphabet[random() % alphabet.size()];
    for (SourceForm form : {SourceForm::free, SourceForm::fixed}) {
      Parsed parsed(text, form);
      expect_sound(parsed);
    }
    if (HasFailure()) {
      ADD_FAILURE() << text;
      return;
    }
  }
}

TEST(Parser, lines_in_any_order_give_a_sound_tree) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < module_text.size();) {
    std::size_t end = module_text.find('\n', at) + 1;
    lines.push_back(module_text.substr(at, end - at));
    at = end;
  }
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    std::shuffle(lines.begin(), lines.end(), random);
    std::string text;
    for (const std::string& line : lines) text += line;
    expect_sound(Parsed(text));
    if (HasFailure()) {
      ADD_FAILURE() << text;
      return;
    }
  }
}

TEST(Parser, nesting_beyond_the_limit_is_refused_once) {
  std::string deep_blocks, deep_parentheses = "x = ";
  for (int i = 0; i < 10000; ++i) deep_blocks += "if (a) then\n";
  for (int i = 0; i < 10000; ++i) deep_blocks += "end if\n";
  deep_parentheses += std::string(10000, '(') + "1" + std::string(10000, ')') + "\n";
  for (const std::string& text : {deep_blocks + "end\n", deep_parentheses + "end\n"}) {
    Parsed parsed(text);
    int reported = 0;
    for (const Diagnostic& diagnostic : parsed.diagnostics.all())
      reported += diagnostic.kind == kinds::TooDeep;
    EXPECT_EQ(reported, 1);
    EXPECT_LE(parsed.diagnostics.all().size(), 2u);
  }
}

TEST(Parser, binary_files_get_one_error) {
  std::mt19937 random(3);
  std::string bytes;
  for (int i = 0; i < 1 << 20; ++i) bytes += static_cast<char>(random());
  Parsed parsed(bytes);
  ASSERT_EQ(parsed.diagnostics.all().size(), 1u);
  EXPECT_EQ(parsed.diagnostics.all()[0].kind, kinds::NotText);
}

TEST(Parser, errors_do_not_flood) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "x = 1\ny = (2\n";
  Parsed parsed(text + "end\n");
  EXPECT_EQ(parsed.diagnostics.all().size(), 21u);
  EXPECT_EQ(parsed.diagnostics.all().back().kind, kinds::FurtherErrors);
}

TEST(Parser, work_grows_with_the_text) {
  auto nodes = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "do i = 1, n\n  x(i) = f(i)**2 + y%z(i, :)\nend do\n";
    return Parsed(text + "end\n").tree.node_count();
  };
  EXPECT_NEAR(static_cast<double>(nodes(2000)) / nodes(1000), 2.0, 0.01);
}

TEST(Parser, names_that_are_keywords) {
  Parsed parsed(
      "program p\ninteger end, do, if(3), type, real\nend = 3\ndo = 4\nif(1) = 5\ntype = 6\nreal = do + end\n"
      "call call(print, write)\nend program\n");
  EXPECT_EQ(parsed.diagnostics.all().size(), 0u);
  EXPECT_EQ(parsed.count<AssignmentStmt>(), 5);
}
