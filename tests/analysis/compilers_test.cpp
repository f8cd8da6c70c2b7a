// Every row of directives.def against gfortran and Flang: they accept a small program in which the regions
// say that the directive holds exactly those statements, and refuse the programs that are different in that
// alone.
//
// Where a block begins and ends is seen by a jump into it (or out of it), which a compiler refuses; what a
// loop directive is about by a statement in between; what stands alone by an END that does not belong there.
// A row that a compiler does not know is left to the other; how many each has judged is checked, so that this
// cannot pass empty.

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "analysis/regions.h"
#include "base/threads.h"
#include "parse/parse.h"
#include "tree/directives.h"
#include "tree/visit.h"

namespace isotach {
namespace {

struct Setting {
  std::string clauses = {};
  std::string before = {}; // lines around the construct
  std::string after = {};
};

Setting setting_of(DirectiveKind kind) {
  static const std::map<DirectiveKind, Setting> settings = {
      {DirectiveKind::omp_target_data, {"map(a)"}},
      {DirectiveKind::omp_target_enter_data, {"map(to: a)"}},
      {DirectiveKind::omp_target_exit_data, {"map(from: a)"}},
      {DirectiveKind::omp_target_update, {"to(a)"}},
      {DirectiveKind::omp_depobj, {"(d) destroy"}},
      {DirectiveKind::omp_tile, {"sizes(2)"}},
      {DirectiveKind::omp_scan,
       {"inclusive(x)", "!$omp do reduction(inscan, +: x)\ndo k = 1, n\nx = x + a(k)", "b(k) = x\nend do"}},
      {DirectiveKind::omp_ordered, {"", "!$omp do ordered\ndo k = 1, n", "end do"}},
      {DirectiveKind::omp_cancel_parallel, {"", "!$omp parallel", "!$omp end parallel"}},
      {DirectiveKind::omp_cancellation_point_parallel, {"", "!$omp parallel", "!$omp end parallel"}},
      {DirectiveKind::omp_cancel_taskgroup,
       {"", "!$omp taskgroup\n!$omp task", "!$omp end task\n!$omp end taskgroup"}},
      {DirectiveKind::omp_cancellation_point_taskgroup,
       {"", "!$omp taskgroup\n!$omp task", "!$omp end task\n!$omp end taskgroup"}},
      {DirectiveKind::omp_cancel_do, {"", "!$omp do\ndo k = 1, n", "end do"}},
      {DirectiveKind::omp_cancellation_point_do, {"", "!$omp do\ndo k = 1, n", "end do"}},
      {DirectiveKind::omp_cancel_sections, {"", "!$omp sections", "!$omp end sections"}},
      {DirectiveKind::omp_cancellation_point_sections, {"", "!$omp sections", "!$omp end sections"}},
      {DirectiveKind::acc_host_data, {"use_device(a)"}},
      {DirectiveKind::acc_data, {"copy(a)"}},
      {DirectiveKind::acc_enter_data, {"copyin(a)"}},
      {DirectiveKind::acc_exit_data, {"copyout(a)"}},
      {DirectiveKind::acc_update, {"host(a)"}},
      {DirectiveKind::acc_set, {"device_num(1)"}},
      {DirectiveKind::acc_cache, {"(a(k))", "!$acc loop\ndo k = 1, n", "end do"}},
      {DirectiveKind::cuf_kernel_do, {"<<<*, *>>>"}},
  };
  auto found = settings.find(kind);
  Setting setting = found == settings.end() ? Setting() : found->second;
  std::string_view name = rule_of(kind).name;
  bool in_teams = name.starts_with("distribute");
  if (in_teams) setting.before = "!$omp teams", setting.after = "!$omp end teams";
  return setting;
}

std::string sentinel(const DirectiveRule& rule) {
  return rule.family == DirectiveFamily::openmp ? "!$omp "
         : rule.family == DirectiveFamily::cuda ? "!$cuf "
                                                : "!$acc ";
}

// One way to write a directive: `body` between it and its END.
struct Variant {
  std::string body;
  bool end = false;
  std::string jump = {}; // a statement before the construct
  bool accepted = true;  // by a compiler that knows the directive
};

std::string program(const DirectiveRule& rule, const Variant& variant) {
  Setting setting = setting_of(rule.kind);
  std::string text =
      "subroutine s(a, b, n)\ninteger :: n, i, j, k\nreal :: a(n), b(n), x\nreal, allocatable :: c(:)\n"
      "x = 1.0\n";
  if (!setting.before.empty()) text += setting.before + "\n";
  if (!variant.jump.empty()) text += variant.jump + "\n";
  text += fmt::format("{}{} {}\n", sentinel(rule), rule.name, setting.clauses) + variant.body;
  if (variant.end) text += fmt::format("{}end {}\n", sentinel(rule), rule.after_end());
  text += "90 b(1) = 3.0\n";
  if (!setting.after.empty()) text += setting.after + "\n";
  return text + "end subroutine\n";
}

constexpr const char* loop = "do i = 1, n\n10 a(i) = 1.0\nend do\n";
constexpr const char* nest = "do i = 1, n\ndo j = 1, n\n10 a(i) = 1.0\nend do\nend do\n";

// How a compiler is asked where a block begins and ends: by a jump into it, or, of Flang and OpenACC, out of
// it.
enum class Probe { jump_in, leave };

// The first is accepted where a compiler knows the directive.
std::vector<Variant> variants(const DirectiveRule& rule, Probe probe) {
  auto probe_at = [&](int label, bool accepted) {
    std::string first = "10 a(1) = 1.0\n", second = "20 a(2) = 2.0\n", out = "if (n > 3) return\n";
    if (probe == Probe::jump_in)
      return Variant{first + second, true, fmt::format("if (n > 3) goto {}", label), accepted};
    if (label == 90) return Variant{first + second, true, "if (n > 3) return", accepted};
    return Variant{label == 10 ? out + second : first + out, true, "", accepted};
  };
  switch (rule.holds) {
  case Holds::block:
    return {probe_at(90, true),
            probe_at(10, false),
            probe_at(20, false),
            {"10 a(1) = 1.0\n20 a(2) = 2.0\n", false, "", false}};
  case Holds::loop: {
    bool ends = rule.end != Closing::never;
    std::string body = rule.kind == DirectiveKind::omp_interchange ? nest : loop;
    std::vector<Variant> all = {{body, false}, {body, ends}, {"a(1) = 2.0\n" + body, false, "", false}};
    if (ends) all.push_back({body + "a(1) = 2.0\n", true, "", false});
    return all;
  }
  case Holds::statement: {
    if (rule.name.ends_with("capture"))
      return {{"10 b(1) = x\n20 x = x + 1.0\n", true}, {"b(1) = x\nx = x + 1.0\n", false, "", false}};
    std::string one = rule.name.ends_with("read")       ? "10 b(1) = x\n"
                      : rule.name.ends_with("write")    ? "10 x = 2.0\n"
                      : rule.name.ends_with("dispatch") ? "10 call t(x)\n"
                                                        : "10 x = x + 1.0\n";
    return {{one, true}, {one, false}, {one + "b(2) = 1.0\n", true, "", false}};
  }
  case Holds::allocation:
    return {{"10 allocate(c(n))\n", false},
            {"10 allocate(c(n))\n", rule.end != Closing::never},
            {"b(2) = 1.0\n10 allocate(c(n))\n", rule.end != Closing::never, "", false}};
  default: return {};
  }
}

// Does a compiler accept a source?
struct Compiler {
  std::string command;
  std::string extension;
  bool accepts(const std::string& text, const DirectiveRule& rule) const {
    char folder[] = "/tmp/isotach_regions_XXXXXX";
    if (!mkdtemp(folder)) return false;
    std::string file = std::string(folder) + "/s" + (rule.family == DirectiveFamily::cuda ? ".cuf" : ".f90");
    std::ofstream(file) << text;
    std::string flag = rule.family == DirectiveFamily::openmp    ? "-fopenmp"
                       : rule.family == DirectiveFamily::openacc ? "-fopenacc"
                                                                 : "";
    bool accepted =
        std::system(fmt::format("cd {} && {} {} {} >log 2>&1", folder, command, flag, file).c_str()) == 0;
    std::filesystem::remove_all(folder);
    return accepted;
  }
};
const Compiler gfortran{"gfortran -std=f2018 -fall-intrinsics -fsyntax-only", ".f90"};
const Compiler flang{"flang-new-19 -fc1 -fopenmp-version=52 -fsyntax-only", ".f90"};

// What a compiler accepts against the rules.
bool lets_pass(const Compiler& compiler, const DirectiveRule& rule, std::size_t variant) {
  if (&compiler == &gfortran) return rule.kind == DirectiveKind::acc_atomic_capture && variant == 1; // no END
  if (rule.kind == DirectiveKind::omp_ordered) return true; // it stands alone there, with END too
  bool data = rule.kind == DirectiveKind::acc_data || rule.kind == DirectiveKind::acc_host_data;
  if (data && (variant == 1 || variant == 2)) return true;     // RETURN in a data region
  return rule.kind == DirectiveKind::acc_loop && variant == 3; // END LOOP anywhere
}

bool exists(const char* program) {
  return std::system(fmt::format("{} --version >/dev/null 2>&1", program).c_str()) == 0;
}

// ---- what our regions say of a variant ----

struct Ours {
  explicit Ours(std::string text)
      : source("s.F90", std::move(text)), tree(parse(source, {{}, all_directives}, diagnostics)) {}
  DirectiveStmt* find(DirectiveKind kind) {
    DirectiveStmt* found = nullptr;
    for_each<DirectiveStmt>(tree.root(), [&](DirectiveStmt* d) {
      if (!found && d->directive == kind && !d->is_end) found = d;
    });
    return found;
  }
  Stmt* labelled(std::uint32_t label) {
    Stmt* found = nullptr;
    for_each<Stmt>(tree.root(), [&](Stmt* statement) {
      if (statement->label == label) found = statement;
    });
    return found;
  }
  Diagnostics diagnostics;
  SourceFile source;
  Tree tree;
  Regions regions{tree};
};

// Accepted means: the directive is known to hold exactly what stands between it and its END, or the one
// statement that follows it, and a jump does not lead into it.
bool we_accept(const DirectiveRule& rule, const Variant& variant) {
  Ours ours(program(rule, variant));
  DirectiveStmt* directive = ours.find(rule.kind);
  if (!directive) return false;
  const DirectiveRegion* region = ours.regions.of(directive);
  if (!region || !region->known() || !region->first) return false;
  EXPECT_EQ(region->end != nullptr, variant.end) << program(rule, variant);
  EXPECT_EQ(region->first, directive->next) << program(rule, variant);
  EXPECT_EQ(region->last, region->end ? region->end->previous : ours.labelled(90)->previous)
      << program(rule, variant);
  auto in = [&](std::uint32_t label) {
    for (const DirectiveRegion* at = ours.regions.around(ours.labelled(label)); at; at = at->outer)
      if (at == region) return true;
    return false;
  };
  EXPECT_FALSE(in(90)) << program(rule, variant);
  if (ours.labelled(10)) { EXPECT_TRUE(in(10)) << program(rule, variant); }
  bool jumps_out = variant.body.find("return") != std::string::npos;
  bool jumps_in = variant.jump.ends_with("10") || variant.jump.ends_with("20");
  if (variant.jump.ends_with("20")) { EXPECT_TRUE(in(20)) << program(rule, variant); }
  return !jumps_out && !jumps_in;
}

TEST(RegionsAgainstCompilers, what_each_directive_holds) {
  std::vector<std::pair<const Compiler*, std::string>> compilers;
  if (exists("gfortran")) compilers.emplace_back(&gfortran, "gfortran");
  if (exists("flang-new-19")) compilers.emplace_back(&flang, "flang");
  if (compilers.empty()) GTEST_SKIP() << "needs gfortran or flang-new-19";
  std::vector<const DirectiveRule*> rows;
  for (int i = 1; i < static_cast<int>(DirectiveKind::count); ++i)
    rows.push_back(&rule_of(static_cast<DirectiveKind>(i)));
  for (auto& [compiler, name] : compilers) {
    std::mutex mutex;
    std::string wrong, unknown;
    int judged = 0;
    parallel_for(rows.size(), 2, [&](std::size_t i) {
      const DirectiveRule& rule = *rows[i];
      bool acc = rule.family == DirectiveFamily::openacc;
      if (rule.family == DirectiveFamily::cuda && compiler == &gfortran) return; // a comment there
      std::vector<Variant> all = variants(rule, compiler == &flang && acc ? Probe::leave : Probe::jump_in);
      if (all.empty()) return;
      if (!compiler->accepts(program(rule, all[0]), rule)) {
        std::lock_guard lock(mutex);
        unknown += fmt::format(" [{}]", to_string(rule.kind));
        return;
      }
      for (std::size_t v = 1; v < all.size(); ++v) {
        bool theirs = compiler->accepts(program(rule, all[v]), rule);
        if (theirs == all[v].accepted || (theirs && lets_pass(*compiler, rule, v))) continue;
        std::lock_guard lock(mutex);
        wrong += fmt::format("{} {} variant {}: {}\n", name, to_string(rule.kind), v,
                             theirs ? "accepted" : "refused");
      }
      std::lock_guard lock(mutex);
      ++judged;
    });
    std::printf("%s judged %d directives, does not know%s\n", name.c_str(), judged, unknown.c_str());
    EXPECT_EQ(wrong, "");
    EXPECT_GE(judged, 50) << name;
  }
}

// The same variants, and those that no compiler here knows.
TEST(RegionsAgainstCompilers, the_regions_say_the_same) {
  for (int i = 1; i < static_cast<int>(DirectiveKind::count); ++i) {
    const DirectiveRule& rule = rule_of(static_cast<DirectiveKind>(i));
    for (Probe probe : {Probe::jump_in, Probe::leave})
      for (const Variant& variant : variants(rule, probe))
        EXPECT_EQ(we_accept(rule, variant), variant.accepted) << program(rule, variant);
  }
}

// What stands alone: accepted without an END, refused with one.
TEST(RegionsAgainstCompilers, what_stands_alone) {
  std::vector<std::pair<const Compiler*, std::string>> compilers;
  if (exists("gfortran")) compilers.emplace_back(&gfortran, "gfortran");
  if (exists("flang-new-19")) compilers.emplace_back(&flang, "flang");
  if (compilers.empty()) GTEST_SKIP() << "needs gfortran or flang-new-19";
  for (auto& [compiler, name] : compilers) {
    std::string unknown;
    int judged = 0;
    for (int i = 1; i < static_cast<int>(DirectiveKind::count); ++i) {
      const DirectiveRule& rule = rule_of(static_cast<DirectiveKind>(i));
      if (rule.holds != Holds::nothing) continue;
      Variant alone{"", false}, ended{"", true};
      Ours ours(program(rule, alone));
      ASSERT_TRUE(ours.find(rule.kind)) << program(rule, alone);
      EXPECT_EQ(ours.regions.of(ours.find(rule.kind)), nullptr) << program(rule, alone);
      Ours closed(program(rule, ended));
      EXPECT_NE(closed.diagnostics.errors(), 0u) << program(rule, ended);
      if (!compiler->accepts(program(rule, alone), rule)) {
        unknown += fmt::format(" [{}]", to_string(rule.kind));
        continue;
      }
      ++judged;
      EXPECT_FALSE(compiler->accepts(program(rule, ended), rule)) << name << "\n" << program(rule, ended);
    }
    std::printf("%s judged %d directives, does not know%s\n", name.c_str(), judged, unknown.c_str());
    EXPECT_GE(judged, 15) << name;
  }
}

} // namespace
} // namespace isotach
