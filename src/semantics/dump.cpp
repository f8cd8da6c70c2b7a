// Symbols as text: one line each, indented by scope.
#include <fmt/format.h>

#include "base/strings.h"
#include "semantics/semantics.h"
#include "semantics/statements.h"
#include "tree/text.h"

namespace isotach {

namespace {

class Dumper {
 public:
  Dumper(const Program& program, Evaluator& evaluator, const Tree& tree)
      : program_(program), evaluator_(evaluator), tree_(tree) {}

  std::string dump(const Scope& file) {
    for (const Scope* unit : file.children) scope(*unit, 0);
    return std::move(text_);
  }

 private:
  void line(int depth, std::string_view text) {
    text_.append(static_cast<std::size_t>(2 * depth), ' ');
    text_ += text;
    text_ += '\n';
  }

  void scope(const Scope& scope, int depth) {
    std::string head(to_string(scope.kind));
    if (!scope.name.empty()) head += fmt::format(" '{}'", scope.name);
    if (scope.kind == ScopeKind::submodule) head += fmt::format(" of '{}'", scope.ancestor);
    if (!scope.extends.empty()) head += fmt::format(", extends '{}'", scope.extends);
    if (scope.implicit_none) head += ", implicit none";
    if (scope.kind == ScopeKind::module && scope.default_access == Accessibility::private_)
      head += ", private";
    line(depth, head);
    for (const Gap& gap : scope.gaps)
      line(depth + 1, fmt::format("unknown: {} in line {}", gap.what,
                                  gap.location.file->position(gap.location.begin).line));
    for (const UseStmt* use : scope.uses)
      if (!use->only)
        line(depth + 1, fmt::format("use '{}', all{}", tree_.spelling(use->module), origin(use)));
    for (const Symbol* symbol : scope.symbols) this->symbol(*symbol, scope, depth + 1);
    for (const Scope* child : scope.children) this->scope(*child, depth + 1);
  }

  std::string origin(const UseStmt* use) const {
    const Scope* module = program_.module_of(use, tree_);
    return !module ? " (missing)" : module->kind == ScopeKind::intrinsic_module ? " (intrinsic)" : "";
  }

  void symbol(const Symbol& symbol, const Scope& scope, int depth) {
    std::string text(symbol.name);
    if (text.size() < 16) text.resize(16, ' ');
    text += "  ";
    if (symbol.kind == SymbolKind::used) {
      text += fmt::format("from '{}'", tree_.spelling(symbol.use->module));
      if (symbol.origin != symbol.name) text += fmt::format(" '{}'", symbol.origin);
      Lookup found = program_.ultimate(symbol);
      if (found.found()) {
        if (found.symbol->scope->name != tree_.spelling(symbol.use->module))
          text += fmt::format(", declared in '{}'", found.symbol->scope->name);
        text += ": " + describe(*found.symbol);
      } else {
        text += fmt::format(": unknown ({})", found.reason);
      }
    } else {
      text += describe(symbol);
      if (scope.kind == ScopeKind::module)
        text += program_.is_public(scope, symbol) ? ", public" : ", private";
    }
    line(depth, text);
  }

  std::string describe(const Symbol& symbol) {
    std::string text(symbol.argument >= 0 && symbol.kind == SymbolKind::variable ? "argument"
                     : symbol.is_result                                          ? "result"
                                                                                 : to_string(symbol.kind));
    bool subroutine = symbol.inner && symbol.kind == SymbolKind::procedure && !symbol.inner->result &&
                      !(symbol.inner->separate_interface && symbol.inner->separate_interface->result);
    switch (symbol.kind) {
    case SymbolKind::procedure:
    case SymbolKind::variable:
    case SymbolKind::parameter:
    case SymbolKind::component:
    case SymbolKind::unknown:
    case SymbolKind::associate_name:
    case SymbolKind::statement_function:
      if (!subroutine) {
        TypeInfo type = evaluator_.type_of(symbol);
        bool no_type =
            symbol.kind == SymbolKind::procedure &&
            (type.reason.ends_with("is a subroutine") || type.reason.ends_with("has no declared type"));
        if (!no_type) text += ", " + type_text(type);
      }
      break;
    case SymbolKind::generic:
    case SymbolKind::type:
      if (!symbol.specifics.empty()) {
        text += symbol.kind == SymbolKind::type ? ", generic of" : " of";
        for (std::string_view specific : symbol.specifics) text += fmt::format(" '{}'", specific);
      }
      break;
    case SymbolKind::binding: text += fmt::format(" to '{}'", symbol.interface); break;
    default: break;
    }
    const Tree* tree = symbol.scope->tree;
    if (!symbol.dimensions.empty() && tree) {
      text += ", dimension(";
      for (const Dimension* dimension : symbol.dimensions) {
        if (dimension != symbol.dimensions.front()) text += ", ";
        text += text_of(*tree, dimension);
      }
      text += ")";
    }
    for (unsigned bit = 1; bit < 64; ++bit) {
      auto attribute = static_cast<AttributeKind>(bit);
      if (!symbol.has(attribute) || attribute == AttributeKind::parameter ||
          attribute == AttributeKind::dimension || attribute == AttributeKind::public_ ||
          attribute == AttributeKind::private_)
        continue;
      std::string name(to_string(attribute));
      if (name.ends_with('_')) name.pop_back();
      text += ", " + name;
      if (attribute == AttributeKind::intent) text += fmt::format("({})", to_string(symbol.intent));
    }
    if (symbol.in_common) text += ", common";
    if (symbol.kind == SymbolKind::parameter) {
      Value value = evaluator_.value_of(symbol);
      text += value.known ? " = " + value_text(value) : fmt::format(", value unknown ({})", value.reason);
    }
    return text;
  }

  const Program& program_;
  Evaluator& evaluator_;
  const Tree& tree_;
  std::string text_;
};

} // namespace

std::string type_text(const TypeInfo& type) {
  if (type.base == BaseType::unknown) return fmt::format("unknown ({})", type.reason);
  std::string why = type.reason.empty() ? "" : fmt::format(" (unknown: {})", type.reason);
  if (type.base == BaseType::derived)
    return fmt::format("{}({}){}", type.polymorphic ? "CLASS" : "TYPE", type.derived, why);
  if (type.base == BaseType::character) {
    std::string length = type.length_kind == TypeInfo::Length::constant   ? std::to_string(type.length)
                         : type.length_kind == TypeInfo::Length::assumed  ? "*"
                         : type.length_kind == TypeInfo::Length::deferred ? ":"
                                                                          : type.length_text;
    return type.kind == 1 ? fmt::format("CHARACTER(LEN={})", length)
                          : fmt::format("CHARACTER(LEN={}, KIND={}){}", length, type.kind, why);
  }
  if (type.kind == 0) return fmt::format("{}({}){}", base_type_text(type.base), type.kind_text, why);
  return fmt::format("{}({})", base_type_text(type.base), type.kind);
}

std::string dump_symbols(const Semantics& semantics, const Tree& tree) {
  const Program& program = semantics.program();
  const ScopeTable* table = program.table_of(tree);
  return table ? Dumper(program, semantics.evaluator(), tree).dump(table->file()) : std::string();
}

} // namespace isotach
