// Random edits: what semantics says of an edited tree is what it says after writing and parsing again.
//
// Edits of every kind on the corpus of fixtures. After each one the edited program is asked everything,
// through facts that are renewed; then it is written, read and asked from scratch. `make test` takes a part
// of the edits, ISOTACH_FULL=1 (make test-full) all 10,000; a failure prints the seed, which ISOTACH_SEED
// repeats alone.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <fmt/format.h>

#include "semantics/analysed.h"
#include "tree/edit.h"
#include "tree/stamps.h"
#include "tree/text.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach {
namespace {

namespace fs = std::filesystem;

// Without blanks, lower case outside of quotes; places in messages without their line.
std::string normal(std::string_view text) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\n') quote = 0; // an apostrophe in a message
    if (c == ' ' || (quote == 0 && c == '&')) continue;
    if (quote == c) quote = 0;
    else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
    else if (quote == 0 && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    out += c;
    bool line = out.ends_with("inline") || out.ends_with(".f90:");
    if (line)
      while (i + 1 < text.size() && (text[i + 1] == ' ' || (text[i + 1] >= '0' && text[i + 1] <= '9'))) ++i;
  }
  return out;
}

// What a tree says, whoever made its nodes: kinds, names, words, labels.
class Shape {
 public:
  explicit Shape(const Tree& tree) : tree_(tree) { node(tree.root(), 0); }
  std::string take() { return std::move(out_); }

 private:
  void node(const Node* n, std::size_t depth) {
    out_.append(depth, ' ');
    out_ += to_string(n->kind);
    for (const Field& field : layout_of(n).fields) {
      switch (field.kind) {
      case FieldKind::name:
        out_ += ' ';
        if (field.name_value(n) != no_name) out_ += tree_.spelling(field.name_value(n));
        break;
      case FieldKind::enumeration: out_ += fmt::format(" {}", field.enumeration(n)); break;
      case FieldKind::flag: out_ += field.flag(n) ? " y" : " n"; break;
      default: break;
      }
    }
    switch (n->kind) {
    case NodeKind::IntegerLiteral:
    case NodeKind::RealLiteral:
    case NodeKind::LogicalLiteral:
    case NodeKind::StringLiteral:
    case NodeKind::BozLiteral:
    case NodeKind::HollerithLiteral:
    case NodeKind::OperatorName:
    case NodeKind::OpaqueText:
    case NodeKind::UnparsedStatement: out_ += " " + normal(own_text(tree_, n)); break;
    default: break;
    }
    if (auto* statement = dyn_cast<Stmt>(n)) out_ += fmt::format(" {}", statement->label);
    out_ += '\n';
    for_each_child(n, [&](const Node* child) { node(child, depth + 1); });
  }

  const Tree& tree_;
  std::string out_;
};

std::string value_answer(const Value& value) {
  std::string text =
      fmt::format("{} {} {} rank {}", base_type_text(value.base), value.kind, value.derived, value.rank);
  for (std::int64_t extent : value.shape) text += fmt::format(" {}", extent);
  return text + (value.known ? " = " + value_text(value) : " ? " + value.reason);
}

// Everything that semantics can say of a tree: symbols, types and values of all expressions, what each name
// means.
std::string answers(const Semantics& semantics, const Tree& tree) {
  const Program& program = semantics.program();
  Evaluator& evaluator = semantics.evaluator();
  const ScopeTable& table = *program.table_of(tree);
  std::string out = dump_symbols(semantics, tree);
  for (const std::string& name : semantics.modules().missing) out += "missing " + name + "\n";
  walk(tree.root(), [&](Node* node) {
    for (const Node* at = node; at; at = at->parent)
      if (auto* branch = dyn_cast<Alternative>(at); branch && !branch->active) return;
    const Scope& scope = table.around(node);
    if (auto* spec = dyn_cast<TypeSpec>(node)) {
      TypeInfo type = evaluator.type_info(spec, nullptr, scope);
      out += fmt::format("type {} | {} | {} | {} | {}\n", type_text(type), type.text, type.kind_text,
                         type.length_text, type.derived_module);
    } else if (auto* assignment = dyn_cast<AssignmentStmt>(node)) {
      out += program.is_statement_function(assignment, tree) ? "statement function\n" : "assignment\n";
    } else if (auto* expression = dyn_cast<Expr>(node)) {
      out += text_of(tree, node) + " : " + value_answer(evaluator.evaluate(expression, scope)) + "\n";
      std::string why;
      if (const Scope* type = evaluator.type_scope(expression, scope, why))
        out += fmt::format("of type {}\n", type->name);
      auto* reference = dyn_cast<NameRef>(node);
      if (!reference) return;
      Lookup found = program.lookup(scope, tree.spelling(reference->name));
      if (found.found())
        out += fmt::format("{} {} of {}\n", to_string(found.symbol->kind), found.symbol->name,
                           found.symbol->scope->name);
      else out += found.reason + "\n";
    }
  });
  return normal(out);
}

struct Files {
  std::vector<std::string> names, texts;
};

// One program: its files, parsed and analysed.
struct Subject {
  explicit Subject(const Files& files) {
    for (std::size_t i = 0; i < files.names.size(); ++i) {
      ParseOptions options;
      options.lex.form = form_of_path(files.names[i]);
      sources.push_back(std::make_unique<SourceFile>("x.f90", files.texts[i]));
      trees.push_back(std::make_unique<Tree>(parse(*sources.back(), options, parsed)));
      pointers.push_back(trees.back().get());
    }
    semantics = analyse(pointers, analysed);
  }
  Files written(const Files& names) const {
    Files files{names.names, {}};
    for (const auto& tree : trees) files.texts.push_back(write(*tree));
    return files;
  }
  std::string shape() const {
    std::string all;
    for (const auto& tree : trees) all += Shape(*tree).take();
    return all;
  }
  std::string answers_of_all() const {
    std::string all;
    for (const auto& tree : trees) all += answers(semantics, *tree);
    return all;
  }

  std::vector<std::unique_ptr<SourceFile>> sources;
  std::vector<std::unique_ptr<Tree>> trees;
  std::vector<const Tree*> pointers;
  Diagnostics parsed, analysed;
  Semantics semantics;
};

const char* const donor_text = R"(module donor_m
  use iso_c_binding
  use donor_other, only: dwp
  implicit none
  private
  integer, parameter :: np = 4, nq = 2*np
  real(kind=np), dimension(nq) :: dx, dy
  character(len=nq) :: dtext
  public :: np
  type dt
    integer :: i
    real(np) :: r(nq)
  end type
  interface dgen
    subroutine dspec(a, n)
      import np
      integer, intent(in) :: n
      real(np), intent(inout) :: a(n)
    end subroutine
  end interface
contains
  subroutine dsub(a, n)
    integer, intent(in) :: n
    real(np), intent(inout) :: a(n)
    integer :: i
    !$acc parallel loop
    do i = 1, n
      a(i) = 2*a(i) + real(np, np)
    end do
    !$omp barrier
    block
      integer, parameter :: nb = nq + 1
      real(nb - 1) :: z(nb)
      z = 1.0_np
    end block
    associate (w => a(1))
      w = 0
    end associate
    if (n > nq) then
      call dsub(a, n - 1)
    else
      a = a + 1
    end if
    print *, np, 'text', kind(a)
  end subroutine
  function dfun(x) result(y)
    real(np), intent(in) :: x
    integer(8) :: y
    y = int(x, 8)
  end function
end module
)";

const char* const library_text = R"(module lib
  use iso_fortran_env, only: real64
  implicit none
  integer, parameter :: wp = real64, n = 3
  type point
    real(wp) :: x, y(n)
  end type
  interface norm
    module procedure norm_point
  end interface
contains
  function norm_point(p) result(r)
    type(point), intent(in) :: p
    real(wp) :: r
    r = sqrt(p%x**2 + sum(p%y**2))
  end function
  subroutine fill(a, m, f)
    integer, intent(in) :: m
    real(wp), intent(out) :: a(m, n)
    real(wp) :: f, g
    integer :: i
    g(i) = 2*i
    do i = 1, m
      a(i, :) = f(i) + g(i)
    end do
  contains
    subroutine inner(k)
      integer :: k
      real(kind(a)) :: b(n)
      b = k
    end subroutine
  end subroutine
end module
)";
const char* const user_text = R"(module user
  use lib, only: wp, np => n, point
  implicit none
  integer, parameter :: kinds(2) = [kind(1.0), wp]
  character(len=np) :: name = 'abc'
contains
  subroutine work(p, q)
    use lib
    type(point) :: p(np), q
    real(kinds(2)) :: t
    p(1)%x = 1.0_wp
    t = norm(q) + p(1)%y(np)
    associate (y => q%y)
      t = t + y(1)
    end associate
  end subroutine
end module
subroutine old(x, i)
  common /block/ c(10)
  f(y) = y*2
  x = f(c(i))
  entry older(x)
end subroutine
program main
  use user
  external old
  real :: z
  call old(z, 1)
end program
)";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<Files> corpus() {
  std::vector<Files> found{{{"lib.f90", "user.f90"}, {library_text, user_text}}};
  std::vector<fs::path> paths;
  fs::path root = ISOTACH_SOURCE_DIR;
  for (const char* folder : {"tests/write/inputs", "tests/parse/golden", "tests/semantics", "examples"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    std::string suffix = path.extension().string();
    if (suffix != ".f90" && suffix != ".F90" && suffix != ".f" && suffix != ".F") continue;
    Files files{{path.filename().string()}, {read(path)}};
    if (files.texts[0].size() > 40000) continue;
    Subject program(files);
    if (program.parsed.errors() == 0) found.push_back(std::move(files));
  }
  return found;
}

// Statements of one sort stand where the others of it stand.
int part_of(const Stmt* statement) {
  switch (class_of(statement)) {
  case EditClass::directive: return 0;
  case EditClass::statement: return 1;
  default: break;
  }
  if (isa<UseStmt>(statement)) return 2;
  if (isa<Procedure>(statement)) return isa<Interface>(statement->parent) ? 3 : 4;
  if (isa<File>(statement->parent)) return 5;
  if (isa<DerivedType>(statement->parent) || isa<EnumDefinition>(statement->parent) ||
      isa<Interface>(statement->parent) || isa<Structure>(statement->parent) || isa<ContainsStmt>(statement))
    return 6 + static_cast<int>(statement->parent->kind) + (isa<ContainsStmt>(statement) ? 300 : 0);
  return 1000;
}

class Editor {
 public:
  Editor(unsigned seed, Tree& tree, Tree& donor) : random_(seed), tree_(tree), donor_(donor) {
    collect(tree, statements_, parts_, names_);
    std::vector<Node*> unused;
    collect(donor, donor_statements_, donor_parts_, unused);
  }

  // Tries one random edit; what it was, empty when it was refused or found no place.
  std::string edit() {
    if (statements_.empty()) return {};
    static const std::vector<std::pair<const char*, Refusal (Editor::*)()>> kinds{
        {"direct", &Editor::insert_directive}, {"insert", &Editor::insert_clone},
        {"insert", &Editor::insert_clone},     {"detach", &Editor::detach_one},
        {"replace", &Editor::replace_one},     {"replace_part", &Editor::replace_expression},
        {"move", &Editor::move_one},           {"wrap", &Editor::wrap_some},
        {"wrap", &Editor::wrap_some},          {"append", &Editor::append_one},
        {"rename", &Editor::rename_one},       {"rename", &Editor::rename_one},
        {"respell", &Editor::respell_one},     {"go_back", &Editor::go_back}};
    auto [name, apply] = kinds[number(kinds.size())];
    if (Refusal refusal = (this->*apply)()) return {};
    return std::string(name) + " " + what_;
  }

 private:
  std::size_t number(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }
  template <class T> T* any(const std::vector<T*>& list) {
    return list.empty() ? nullptr : list[number(list.size())];
  }

  static void collect(Tree& tree, std::vector<Stmt*>& statements, std::vector<Node*>& parts,
                      std::vector<Node*>& names) {
    walk(tree.root(), [&](Node* node) {
      if (auto* statement = dyn_cast<Stmt>(node);
          statement && statement->parent && list_of(statement) && !isa<Branch>(statement))
        statements.push_back(statement);
      if (isa<Expr>(node) && !isa<Clause>(node->parent)) parts.push_back(node);
      for (const Field& field : layout_of(node).fields)
        if (field.kind == FieldKind::name && field.name_value(node) != no_name) {
          names.push_back(node);
          break;
        }
    });
  }

  // A place next to a statement of the same sort.
  Stmt* place_for(const Stmt* statement) {
    std::vector<Stmt*> fit;
    for (Stmt* at : statements_)
      if (at->parent && at != statement && part_of(at) == part_of(statement)) fit.push_back(at);
    return any(fit);
  }
  Stmt* any_clone() {
    bool own = number(2) == 0;
    Stmt* from = own ? any(statements_) : any(donor_statements_);
    if (!from || !from->parent) return nullptr;
    pattern_ = from;
    return cast<Stmt>(clone(tree_, own ? tree_ : donor_, from));
  }
  Refusal put(Stmt* place, Stmt* statement) {
    what_ += fmt::format("{} at {}", to_string(statement->kind), to_string(place->kind));
    return number(2) == 0 ? insert_before(tree_, place, statement) : insert_after(tree_, place, statement);
  }

  Refusal insert_directive() {
    std::vector<Stmt*> directives;
    for (Stmt* statement : donor_statements_)
      if (isa<DirectiveStmt>(statement)) directives.push_back(statement);
    Stmt* place = any(statements_);
    if (!place->parent || class_of(place) != EditClass::statement) return "no place";
    return put(place, cast<Stmt>(clone(tree_, donor_, any(directives))));
  }
  Refusal insert_clone() {
    Stmt* made = any_clone();
    Stmt* place = made ? place_for(pattern_) : nullptr;
    return place ? put(place, made) : Refusal("no place");
  }
  Refusal detach_one() {
    Stmt* statement = any(statements_);
    if (!statement->parent) return "gone";
    what_ = to_string(statement->kind);
    return detach(tree_, statement);
  }
  Refusal replace_one() {
    Stmt* made = any_clone();
    Stmt* place = made ? place_for(pattern_) : nullptr;
    if (!place) return "no place";
    what_ = fmt::format("{} by {}", to_string(place->kind), to_string(made->kind));
    return replace(tree_, place, made);
  }
  Refusal replace_expression() {
    Node* old = any(parts_);
    bool own = number(2) == 0;
    Node* from = any(own ? parts_ : donor_parts_);
    if (!old || !from || !old->parent || !from->parent) return "no place";
    bool plain = isa<NameRef>(from) || isa<BinaryExpr>(from) || isa<IntegerLiteral>(from) ||
                 isa<RealLiteral>(from) || isa<PartRef>(from) || isa<StringLiteral>(from) ||
                 isa<ComponentRef>(from);
    if (!plain) return "no place";
    what_ = fmt::format("'{}' by '{}'", text_of(tree_, old), text_of(own ? tree_ : donor_, from));
    return replace_part(tree_, old, clone(tree_, own ? tree_ : donor_, from));
  }
  Refusal move_one() {
    Stmt* statement = any(statements_);
    Stmt* place = statement->parent ? place_for(statement) : nullptr;
    if (!place) return "no place";
    what_ = fmt::format("{} to {}", to_string(statement->kind), to_string(place->kind));
    return number(2) == 0 ? move_before(tree_, place, statement) : move_after(tree_, place, statement);
  }
  Refusal wrap_some() {
    Stmt* first = any(statements_);
    if (!first->parent || part_of(first) != 1) return "no place";
    Stmt* last = first;
    while (number(2) == 0 && last->next && part_of(last->next) == 1) last = last->next;
    std::vector<Stmt*> constructs;
    for (Stmt* statement : donor_statements_)
      if (isa<IfConstruct>(statement) || isa<BlockConstruct>(statement) || isa<DoConstruct>(statement) ||
          isa<AssociateConstruct>(statement))
        constructs.push_back(statement);
    Stmt* construct = cast<Stmt>(clone(tree_, donor_, any(constructs)));
    empty(construct);
    what_ = to_string(construct->kind);
    return wrap(tree_, first, last, construct);
  }
  // Takes the statements of a new construct out, and all branches but the first.
  void empty(Stmt* construct) {
    for (const Field& field : layout_of(construct).children) {
      if (field.kind != FieldKind::statements) continue;
      StmtList& list = field.statements(construct);
      if (isa<Branch>(list.first())) {
        while (list.last() != list.first()) list.remove(list.last());
        empty(list.first());
      } else {
        while (!list.empty()) list.remove(list.last());
      }
    }
  }
  Refusal append_one() {
    Stmt* made = any_clone();
    if (!made) return "no place";
    Stmt* like = place_for(pattern_);
    if (!like) return "no place";
    Stmt* last = list_of(like)->last();
    if (part_of(last) != part_of(pattern_)) return "no place";
    what_ = fmt::format("{} to {}", to_string(made->kind), to_string(like->parent->kind));
    return append(tree_, like->parent, made);
  }
  Refusal rename_one() {
    Node* node = any(names_);
    const Node* model = any(names_);
    std::vector<const Field*> fields, given;
    auto names_of = [](const Node* n, std::vector<const Field*>& list) {
      for (const Field& field : layout_of(n).fields)
        if (field.kind == FieldKind::name && field.name_value(n) != no_name) list.push_back(&field);
    };
    names_of(node, fields);
    names_of(model, given);
    if (isa<Clause>(node) || isa<ControlSpec>(node) || isa<FileStmt>(node) || isa<Locality>(node) ||
        isa<EndStmt>(node) || isa<LetterRange>(node) || isa<StructureStmt>(node) || fields.empty())
      return "no name of the program";
    for (const Node* at = node; at; at = at->parent)
      if (isa<DirectiveStmt>(at)) return "no name of the program";
    std::string name = number(3) == 0
                           ? "fresh" + std::to_string(number(5))
                           : std::string(tree_.spelling(given[number(given.size())]->name_value(model)));
    const Field& field = *fields[number(fields.size())];
    what_ = fmt::format("'{}' of {} to '{}'", tree_.spelling(field.name_value(node)), to_string(node->kind),
                        name);
    return rename(tree_, node, field, name);
  }
  Refusal respell_one() {
    std::vector<Node*> literals;
    for (Node* part : parts_)
      if (isa<IntegerLiteral>(part) && part->has_tokens() && part->first_token == part->last_token &&
          part->parent)
        literals.push_back(part);
    Node* literal = any(literals);
    if (!literal) return "no literal";
    what_ = "a literal";
    return respell(tree_, literal, literal->first_token, std::to_string(number(9)));
  }
  Refusal go_back() {
    if (tree_.edits.removed.empty()) return "nothing is gone";
    auto at = tree_.edits.removed.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(number(tree_.edits.removed.size())));
    Stmt* statement = at->second.statement;
    if (statement->parent) return "moved";
    for (Stmt* place : statements_)
      if (place->parent == at->second.parent && !insert_before(tree_, place, statement)) {
        what_ = to_string(statement->kind);
        return {};
      }
    return "its place is gone";
  }

  std::mt19937 random_;
  Tree& tree_;
  Tree& donor_;
  std::vector<Stmt*> statements_, donor_statements_;
  std::vector<Node*> parts_, donor_parts_, names_;
  const Stmt* pattern_ = nullptr;
  std::string what_;
};

// The statements in the order of the text, by kind. A clone reads differently where it stands: PROCEDURE
// statements of types and of variables look alike.
std::string statement_kinds(const Subject& subject) {
  std::string kinds;
  for (const auto& tree : subject.trees)
    for_each<Stmt>(tree->root(), [&](Stmt* statement) {
      NodeKind kind = statement->kind;
      if (kind == NodeKind::TypeBoundProcedureStmt) kind = NodeKind::ProcedureDeclStmt;
      kinds += std::string(to_string(kind)) + "\n";
    });
  return kinds;
}

std::string first_difference(const std::string& a, const std::string& b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  std::size_t line = a.rfind('\n', at ? at - 1 : 0);
  line = line == std::string::npos ? 0 : line + 1;
  auto cut = [&](const std::string& text) { return text.substr(line, text.find('\n', at) - line); };
  return "edited:  " + cut(a) + "\nwritten: " + cut(b) + "\n";
}

TEST(Edits, FactsAreThoseAfterWritingAndParsing) {
  const char* full = std::getenv("ISOTACH_FULL");
  const char* only = std::getenv("ISOTACH_SEED");
  std::size_t wanted = full && *full ? 10000 : 150;
  std::vector<Files> programs = corpus();
  ASSERT_GT(programs.size(), 15u);
  Files donor_file{{"donor.f90"}, {donor_text}};
  Subject donor(donor_file);
  ASSERT_EQ(donor.parsed.errors(), 0u);
  std::size_t compared = 0, others = 0, renewed = 0, changed = 0, failures = 0;
  std::map<std::string, std::size_t> kinds;
  std::array<std::size_t, 4> classes{};
  unsigned seed = only ? static_cast<unsigned>(std::atoi(only)) : 1;
  for (; compared < wanted; ++seed) {
    const Files& files = programs[seed % programs.size()];
    Subject program(files);
    std::string history, last = program.answers_of_all();
    for (unsigned step = 0; step < 8; ++step) {
      std::size_t file = (seed / 7 + step) % program.trees.size();
      std::uint32_t version = program.trees[file]->edits.version;
      std::size_t before = program.semantics.scopes_made();
      std::string edit = Editor(seed * 100 + step, *program.trees[file], *donor.trees[0]).edit();
      if (edit.empty()) continue;
      history += fmt::format("  {}: {}\n", step, edit);
      if (only) std::fprintf(stderr, "%s: %s\n", files.names[file].c_str(), edit.c_str());
      std::string said = program.answers_of_all();
      Files written = program.written(files);
      Subject again(written);
      if (program.shape() != again.shape()) { // another program: a part that means something else there, say
        ++others;
        if (again.parsed.errors() > program.parsed.errors() || edit.starts_with("replace_part")) break;
        std::string edited = statement_kinds(program), read = statement_kinds(again);
        if (edited != read) {
          ADD_FAILURE() << "ISOTACH_SEED=" << seed << " " << files.names[0] << "\n"
                        << history << first_difference(edited, read) << written.texts[file];
          if (++failures == 5) return;
        }
        break;
      }
      std::string says = again.answers_of_all();
      if (said != says) {
        ADD_FAILURE() << "ISOTACH_SEED=" << seed << " " << files.names[0] << "\n"
                      << history << first_difference(said, says) << written.texts[file];
        if (++failures == 5) return;
        break;
      }
      ++compared;
      renewed += program.semantics.scopes_made() > before ? 1 : 0;
      changed += said != last ? 1 : 0;
      last = said;
      ++kinds[edit.substr(0, edit.find(' '))];
      const Tree& tree = *program.trees[file];
      for (EditClass edited :
           {EditClass::unit, EditClass::declaration, EditClass::statement, EditClass::directive})
        if (stamp_of(tree, tree.root(), edited) > version) {
          ++classes[static_cast<std::size_t>(edited)];
          break;
        }
    }
    if (only) break;
  }
  std::string summary;
  for (const auto& [kind, count] : kinds) summary += fmt::format(" {} {}", kind, count);
  std::printf("%zu edits compared (seeds 1 to %u), %zu gave another program;%s\n", compared, seed - 1, others,
              summary.c_str());
  std::printf("by class: %zu directive, %zu statement, %zu declaration, %zu unit; %zu made scopes anew, %zu "
              "changed answers\n",
              classes[0], classes[1], classes[2], classes[3], renewed, changed);
  if (only) return;
  EXPECT_GT(compared, 4 * others) << "too few edits are compared";
  EXPECT_GT(renewed, compared / 2) << "nothing is renewed";
  EXPECT_GT(changed, compared / 2) << "the edits change too little";
  EXPECT_EQ(kinds.size(), 11u) << "a kind of edit is always refused";
}

} // namespace
} // namespace isotach
