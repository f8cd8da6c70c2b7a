// A third API, small enough to read at once: docs/add-an-api.md speaks of it.
//
// Its kernels need no metadata: kernel `k` is the procedure `k` of module `k_mod`, called with its arguments
// as they are.

#include <gtest/gtest.h>

#include "parse/parse.h"
#include "psykal/api.h"
#include "psykal/schedule.h"

namespace isotach::psykal {

namespace {

class ToyCompiler : public Compiler {
 public:
  Compiled compile(const Tree& tree, Diagnostics& diagnostics) override {
    Compiled result;
    Algorithm algorithm = read_algorithm(tree, diagnostics);
    result.psy_module = algorithm.name + "_psy";
    std::vector<Replacement> replacements;
    std::string procedures;
    for (const Invoke& invoke : algorithm.invokes) {
      Replacement replacement{result.psy_module, "invoke_" + std::to_string(result.invokes++), {}};
      std::string dummies, body;
      for (const Call& call : invoke.calls) {
        std::string arguments;
        for (const Actual& actual : call.arguments) {
          std::string dummy = actual.root + std::to_string(replacement.arguments.size());
          arguments += (arguments.empty() ? "" : ", ") + dummy;
          dummies += (dummies.empty() ? "" : ", ") + dummy;
          replacement.arguments.push_back(actual.text);
        }
        body += "    call " + call.name + "(" + arguments + ")\n";
        ++result.kernels;
      }
      procedures += "  subroutine " + replacement.name + "(" + dummies + ")\n" + body + "  end subroutine\n";
      replacements.push_back(std::move(replacement));
    }
    result.algorithm =
        apply_edits(tree.source().text(), replace_invokes(algorithm, replacements, diagnostics));
    result.psy = "module " + result.psy_module + "\ncontains\n" + procedures + "end module\n";
    return result;
  }
};

Compiled compile(Compiler& compiler, const std::string& text) {
  SourceFile source("toy.x90", text);
  Diagnostics diagnostics;
  Tree tree = parse(source, {}, diagnostics);
  Compiled result = compiler.compile(tree, diagnostics);
  EXPECT_EQ(diagnostics.errors(), 0u);
  return result;
}

// Warnings of reading a configuration with this text; errors are failures.
std::size_t warnings_of(const std::string& text) {
  std::string path = ::testing::TempDir() + "isotach_toy.cfg";
  EXPECT_FALSE(write_file(path, text));
  Diagnostics diagnostics;
  EXPECT_TRUE(load_config(path, diagnostics)) << text;
  return diagnostics.warnings();
}

TEST(ToyApi, IsKnownByNameOnceItIsAdded) {
  EXPECT_EQ(find_api("toy"), nullptr);
  EXPECT_EQ(warnings_of("[toy]\n"), 1u);
  std::size_t before = apis().size();
  add_api({"toy", "toy1.0", "for a test",
           [](const ApiOptions&) -> std::unique_ptr<Compiler> { return std::make_unique<ToyCompiler>(); }});
  EXPECT_EQ(apis().size(), before + 1);
  const Api* toy = find_api("TOY1.0");
  ASSERT_NE(toy, nullptr);
  EXPECT_NE(api_names(true).find("toy (toy1.0)"), std::string::npos);
  EXPECT_EQ(warnings_of("[DEFAULT]\nAPI = TOY1.0\n[toy]\n"), 0u);

  std::unique_ptr<Compiler> compiler = toy->make({});
  Compiled result = compile(*compiler, "program p\n  implicit none\n  real :: x  ! kept\n"
                                       "  call invoke(warm(x), cool(x))\nend program\n");
  EXPECT_EQ(result.algorithm, "program p\n  use p_psy, only: invoke_0\n  implicit none\n"
                              "  real :: x  ! kept\n  call invoke_0(x, x)\nend program\n");
  EXPECT_EQ(result.psy, "module p_psy\ncontains\n  subroutine invoke_0(x0, x1)\n    call warm(x0)\n"
                        "    call cool(x1)\n  end subroutine\nend module\n");
}

TEST(Apis, ThoseThatAreNotBuiltAreKnown) {
  ASSERT_NE(find_api("gocean1.0"), nullptr);
  EXPECT_EQ(find_api("gocean1.0")->make, nullptr);
  EXPECT_EQ(find_api("dynamo0.3"), find_api("lfric"));
  EXPECT_EQ(find_api("nemo"), nullptr);
}

} // namespace

} // namespace isotach::psykal
