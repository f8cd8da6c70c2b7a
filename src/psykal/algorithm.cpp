#include "psykal/algorithm.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "psykal/kinds.h"
#include "semantics/statements.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::psykal {

namespace {

// Lower case and without blanks, but character literals as they are.
std::string key_of(std::string_view text) {
  std::string key;
  char quote = 0;
  for (char c : text) {
    if (quote) {
      key += c;
      if (c == quote) quote = 0;
    } else if (!is_blank(c)) {
      key += to_lower(c);
      if (c == '\'' || c == '"') quote = c;
    }
  }
  return key;
}

using Declarations = std::map<std::string, DeclaredType, std::less<>>;

class AlgorithmReader {
 public:
  AlgorithmReader(const Tree& tree, Diagnostics& diagnostics) : tree_(tree), diagnostics_(diagnostics) {
    algorithm_.tree = &tree;
  }

  Algorithm read() {
    for_each_active(tree_.root()->units, [&](Stmt* unit) { read_components(unit); });
    for_each_active(tree_.root()->units, [&](Stmt* unit) { read_scope(unit, {}); });
    return std::move(algorithm_);
  }

 private:
  static const Stmt* begin_of(const Stmt* scope) {
    if (const auto* program = dyn_cast<MainProgram>(scope)) return program->begin;
    if (const auto* module = dyn_cast<Module>(scope)) return module->begin;
    if (const auto* submodule = dyn_cast<Submodule>(scope)) return submodule->begin;
    if (const auto* procedure = dyn_cast<Procedure>(scope)) return procedure->begin;
    return nullptr;
  }

  std::string name_of(const Stmt* begin) const {
    const Name* name = nullptr;
    if (const auto* program = dyn_cast<ProgramStmt>(begin)) name = &program->name;
    else if (const auto* module = dyn_cast<ModuleStmt>(begin)) name = &module->name;
    else if (const auto* subroutine = dyn_cast<SubroutineStmt>(begin)) name = &subroutine->name;
    else if (const auto* function = dyn_cast<FunctionStmt>(begin)) name = &function->name;
    return name ? name_as_written(tree_, begin, *name) : std::string();
  }

  DeclaredType type_of(const TypeSpec* spec) const {
    if (spec->derived != no_name) return {std::string(tree_.spelling(spec->derived)), {}, -1};
    DeclaredType type{std::string(to_string(spec->keyword)), {}, -1};
    if (spec->kind_value) type.kind = lower(text_of(tree_, spec->kind_value));
    return type;
  }

  void declare(const TypeDeclStmt* declaration, Declarations& into) const {
    std::size_t rank = 0;
    for (const Attribute* attribute : declaration->attributes)
      if (attribute->attribute == AttributeKind::dimension) rank = attribute->dimensions.size();
    for (const EntityDecl* entity : declaration->entities) {
      DeclaredType& type = into[std::string(tree_.spelling(entity->name))];
      type = type_of(declaration->type);
      type.rank = static_cast<int>(entity->dimensions.empty() ? rank : entity->dimensions.size());
    }
  }

  // DIMENSION, ALLOCATABLE and other statements may give a name its dimensions, before its type or after it.
  void forget_ranks(const AttributeStmt* statement, Declarations& of) const {
    for (const NamedItem* item : statement->items)
      if (auto found = of.find(tree_.spelling(item->name)); found != of.end() && !item->dimensions.empty())
        found->second.rank = -1;
  }

  // Components of derived types are known by their own name, whatever they are components of.
  void read_components(Stmt* scope) {
    if (auto* type = dyn_cast<DerivedType>(scope)) {
      for_each_active(type->body, [&](const Stmt* statement) {
        if (const auto* declaration = dyn_cast<TypeDeclStmt>(statement)) declare_component(declaration);
      });
    } else if (begin_of(scope)) {
      for_each_inner_statement(scope, [&](Stmt* inner) { read_components(inner); });
    }
  }

  // Components of one name in two types may have two ranks.
  void declare_component(const TypeDeclStmt* declaration) {
    Declarations own;
    declare(declaration, own);
    for (auto& [name, type] : own) {
      auto known = components_.find(name);
      if (known != components_.end() && known->second.rank != type.rank) type.rank = -1;
      components_[name] = type;
    }
  }

  void read_scope(Stmt* scope, const Declarations& host) {
    const Stmt* begin = begin_of(scope);
    if (algorithm_.name.empty()) algorithm_.name = begin ? name_of(begin) : "";
    Declarations declared = host;
    for_each_inner_statement(scope, [&](const Stmt* statement) {
      if (const auto* declaration = dyn_cast<TypeDeclStmt>(statement)) declare(declaration, declared);
      else if (const auto* use = dyn_cast<UseStmt>(statement)) read_use(use);
    });
    for_each_inner_statement(scope, [&](const Stmt* statement) {
      if (const auto* attribute = dyn_cast<AttributeStmt>(statement)) forget_ranks(attribute, declared);
    });
    scope_ = &declared;
    routine_ = scope;
    for_each_inner_statement(scope, [&](Stmt* statement) { read_statement(statement, declared); });
  }

  void read_use(const UseStmt* use) {
    std::string module(tree_.spelling(use->module));
    if (!use->only) algorithm_.whole_modules.push_back(module);
    for (const NamedItem* item : use->items)
      algorithm_.modules.emplace(std::string(tree_.spelling(item->name)), module);
  }

  // A procedure is a scope of its own; in anything else, invokes are looked for.
  void read_statement(Stmt* statement, const Declarations& declared) {
    if (isa<Procedure>(statement)) {
      const Stmt* outer = routine_;
      read_scope(statement, declared);
      scope_ = &declared;
      routine_ = outer;
      return;
    }
    if (const auto* call = dyn_cast<CallStmt>(statement)) read_call(call);
    else if (const auto* condition = dyn_cast<IfStmt>(statement)) read_statement(condition->action, declared);
    for_each_inner_statement(statement, [&](Stmt* inner) { read_statement(inner, declared); });
  }

  std::string_view name_of(const Expr* expression) const {
    const auto* name = dyn_cast<NameRef>(expression);
    return name ? tree_.spelling(name->name) : std::string_view();
  }

  void read_call(const CallStmt* statement) {
    if (name_of(statement->procedure) != "invoke") return;
    Invoke invoke;
    invoke.statement = statement;
    invoke.routine = routine_;
    invoke.location = tree_.location(statement);
    bool good = true;
    for (const Expr* argument : statement->arguments) {
      if (const auto* keyword = dyn_cast<KeywordArgument>(argument)) {
        good &= read_label(keyword, invoke);
      } else if (const auto* call = dyn_cast<PartRef>(argument); call && isa<NameRef>(call->base)) {
        Call read{std::string(name_of(call->base)), {}, tree_.location(call)};
        for (const Expr* actual : call->arguments) read.arguments.push_back(read_actual(actual));
        invoke.calls.push_back(std::move(read));
      } else {
        diagnostics_.report(kinds::PsyInvokeArgument, tree_.location(argument), text_of(tree_, argument));
        good = false;
      }
    }
    if (good && invoke.calls.empty()) {
      diagnostics_.report(kinds::PsyInvokeEmpty, invoke.location);
      good = false;
    }
    if (good) algorithm_.invokes.push_back(std::move(invoke));
  }

  bool read_label(const KeywordArgument* argument, Invoke& invoke) {
    std::string text = text_of(tree_, argument->value);
    bool good =
        tree_.spelling(argument->name) == "name" && isa<StringLiteral>(argument->value) && text.size() > 2;
    std::string label = good ? lower(trim(std::string_view(text).substr(1, text.size() - 2))) : "";
    good = !label.empty() && is_letter(label[0]) && std::all_of(label.begin(), label.end(), is_name_char);
    if (!good) {
      diagnostics_.report(kinds::PsyInvokeName, tree_.location(argument), text_of(tree_, argument));
      return false;
    }
    for (const Invoke& earlier : algorithm_.invokes)
      if (earlier.label == label) {
        diagnostics_.report(kinds::PsyInvokeNameTwice, tree_.location(argument), label)
            .notes.push_back({earlier.location, "the other invoke of this name"});
        return false;
      }
    invoke.label = std::move(label);
    return true;
  }

  Actual read_actual(const Expr* expression) {
    Actual actual;
    actual.text = text_of(tree_, expression);
    actual.key = key_of(actual.text);
    actual.location = tree_.location(expression);
    if (isa<NameRef>(expression) || isa<PartRef>(expression) || isa<ComponentRef>(expression)) {
      actual.form = Actual::Form::variable;
      actual.root = root_of(expression);
      actual.type = declared_type(expression);
      return actual;
    }
    bool variables = false, known = true;
    walk(const_cast<Expr*>(expression), [&](Node* node) {
      if (isa<RealLiteral>(node) || isa<IntegerLiteral>(node) || isa<LogicalLiteral>(node))
        merge(literal_type(cast<Expr>(node)), actual.type, known);
      if (!isa<NameRef>(node) || isa<PartRef>(node->parent)) return;
      variables = true;
      merge(declared_type(cast<Expr>(node)), actual.type, known);
    });
    if (!known) actual.type = {};
    actual.form = variables ? Actual::Form::expression : Actual::Form::literal;
    if (actual.form == Actual::Form::literal) actual.text = spaced(expression);
    if (actual.root.empty()) actual.root = "scalar";
    return actual;
  }

  // With a blank on each side of its operators, as PSyclone writes constants.
  std::string spaced(const Expr* expression) const {
    std::vector<std::uint32_t> operators;
    walk(const_cast<Expr*>(expression), [&](Node* node) {
      if (auto* binary = dyn_cast<BinaryExpr>(node)) operators.push_back(binary->left->last_token + 1);
    });
    std::string text;
    for (std::uint32_t i = expression->first_token; i <= expression->last_token; ++i) {
      bool binary = std::find(operators.begin(), operators.end(), i) != operators.end();
      bool blank = binary || (i > expression->first_token && !tree_.lexed.tokens[i].glued_left);
      if (blank && !text.ends_with(' ')) text += ' ';
      text += token_text(tree_, i);
      if (binary) text += ' ';
    }
    return text;
  }

  // Operands of one type and kind give the expression that; integers beside reals do not matter.
  static void merge(const DeclaredType& operand, DeclaredType& type, bool& known) {
    if (operand.name.empty()) known = false;
    if (type.name.empty() || (type.name == "integer" && operand.name == "real")) type = operand;
    else if (operand.name == type.name && operand.kind != type.kind) known = false;
  }

  DeclaredType literal_type(const Expr* literal) const {
    std::string text = text_of(tree_, literal);
    DeclaredType type;
    type.name = isa<RealLiteral>(literal) ? "real" : isa<IntegerLiteral>(literal) ? "integer" : "logical";
    if (std::size_t at = text.find('_'); at != std::string::npos) type.kind = lower(text.substr(at + 1));
    return type;
  }

  std::string root_of(const Expr* expression) const {
    if (const auto* part = dyn_cast<PartRef>(expression)) return root_of(part->base);
    if (const auto* component = dyn_cast<ComponentRef>(expression))
      return root_of(component->base) + "_" + std::string(tree_.spelling(component->name));
    return std::string(name_of(expression));
  }

  static DeclaredType look_up(const Declarations& declarations, std::string_view name) {
    auto found = declarations.find(name);
    return found == declarations.end() ? DeclaredType() : found->second;
  }

  // Of a section, its triplets; of an element, none. Anything else in parentheses is left open.
  int rank_of(const PartRef* part, int declared) const {
    if (declared <= 0 || static_cast<int>(part->arguments.size()) != declared) return -1;
    int rank = 0;
    for (const Expr* subscript : part->arguments)
      if (isa<Triplet>(subscript)) ++rank;
      else if (isa<NameRef>(subscript) && declared_type(subscript).rank != 0)
        return -1; // a vector subscript?
      else if (!isa<NameRef>(subscript) && !isa<IntegerLiteral>(subscript)) return -1;
    return rank;
  }

  DeclaredType declared_type(const Expr* expression) const {
    if (const auto* part = dyn_cast<PartRef>(expression)) {
      DeclaredType type = declared_type(part->base);
      type.rank = rank_of(part, type.rank);
      return type;
    }
    if (const auto* component = dyn_cast<ComponentRef>(expression)) {
      DeclaredType type = look_up(components_, tree_.spelling(component->name));
      int base = declared_type(component->base).rank;
      type.rank = base < 0 || type.rank < 0 ? -1 : base + type.rank;
      if (!type.name.empty() || tree_.spelling(component->name) != "vector") return type;
      // field_vector_type and its like hold fields of the type that their name says.
      type = declared_type(component->base);
      if (!type.name.ends_with("field_vector_type")) return {};
      return {type.name.substr(0, type.name.size() - 11) + "type", {}, -1};
    }
    return look_up(*scope_, name_of(expression));
  }

  const Tree& tree_;
  Diagnostics& diagnostics_;
  Algorithm algorithm_;
  Declarations components_;
  const Declarations* scope_ = nullptr;
  const Stmt* routine_ = nullptr;
};

class InvokeReplacer {
 public:
  explicit InvokeReplacer(const Algorithm& algorithm) : tree_(*algorithm.tree) {}

  // The call, in the place and keyword case of the invoke.
  TextEdit call(const Invoke& invoke, const Replacement& replacement) const {
    Location at = tree_.location(invoke.statement);
    std::string text = std::string(tree_.token_text(invoke.statement->first_token)) + " ";
    std::uint32_t line = tree_.source().position(at.begin).line;
    std::size_t column = at.begin - tree_.source().line_begin(line);
    std::string indent(column + 4, ' ');
    std::size_t used = column + text.size();
    text += replacement.name + "(";
    used += replacement.name.size() + 1;
    for (std::size_t i = 0; i < replacement.arguments.size(); ++i) {
      std::string piece = replacement.arguments[i] + (i + 1 < replacement.arguments.size() ? "," : ")");
      if (used + piece.size() + 3 > line_limit) {
        text += " &\n" + indent;
        used = indent.size();
      } else if (i > 0) {
        text += " ";
        ++used;
      }
      text += piece;
      used += piece.size();
    }
    if (replacement.arguments.empty()) text += ")";
    return {at.begin, at.end, std::move(text)};
  }

  // One USE for the procedures of a routine, on a line of its own below the routine's first statement.
  TextEdit use(const Stmt* routine, const std::string& module, const std::vector<std::string>& names,
               std::string_view call_word) const {
    const Stmt* first = routine;
    for_each_inner_statement(routine, [&](const Stmt* inner) {
      if (first == routine) first = inner;
    });
    const SourceFile& source = tree_.source();
    bool capitals = !call_word.empty() && call_word[0] == 'C';
    std::uint32_t begin_line = source.position(tree_.location(routine).begin).line;
    // After the statement that opens the routine, which may be continued.
    std::uint32_t line = begin_line, end = tree_.location(routine).begin;
    if (const Stmt* opening = opening_statement(routine)) {
      end = tree_.location(opening).end;
      line = source.position(end).line;
    }
    std::uint32_t next_line = line + 1;
    std::uint32_t at = next_line <= source.line_count() ? source.line_begin(next_line) : source.size();
    std::string indent = "  ";
    if (first != routine) {
      std::uint32_t first_begin = tree_.location(first).begin;
      std::uint32_t first_line = source.line_begin(source.position(first_begin).line);
      if (trim(source.slice(first_line, first_begin)).empty())
        indent = std::string(source.slice(first_line, first_begin));
    }
    std::string text = indent + (capitals ? "USE " : "use ") + module + (capitals ? ", ONLY: " : ", only: ");
    std::size_t used = text.size();
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string piece = names[i] + (i + 1 < names.size() ? ", " : "");
      if (used + piece.size() + 2 > line_limit) {
        text += "&\n" + indent + "    ";
        used = indent.size() + 4;
      }
      text += piece;
      used += piece.size();
    }
    // Another statement after the opening one, on its line: the USE goes between them.
    if (std::string_view rest = trim(source.slice(end, at)); !rest.empty() && rest[0] == ';')
      return {end, end, "; " + std::string(trim(text))};
    return {at, at, text + "\n"};
  }

 private:
  static constexpr std::size_t line_limit = 100;

  static const Stmt* opening_statement(const Stmt* routine) {
    if (const auto* program = dyn_cast<MainProgram>(routine)) return program->begin;
    if (const auto* procedure = dyn_cast<Procedure>(routine)) return procedure->begin;
    return nullptr;
  }

  const Tree& tree_;
};

} // namespace

Algorithm read_algorithm(const Tree& tree, Diagnostics& diagnostics) {
  return AlgorithmReader(tree, diagnostics).read();
}

// Whether a macro or an included file wrote part of a statement.
static bool is_expanded(const Tree& tree, const Stmt* statement) {
  for (std::uint32_t token = statement->first_token; token <= statement->last_token; ++token)
    if (tree.lexed.tokens[token].read_only) return true;
  return false;
}

std::vector<TextEdit> replace_invokes(const Algorithm& algorithm, std::span<const Replacement> replacements,
                                      Diagnostics& diagnostics) {
  InvokeReplacer replacer(algorithm);
  std::vector<TextEdit> edits;
  std::vector<const Stmt*> routines;
  for (std::size_t i = 0; i < algorithm.invokes.size(); ++i) {
    const Invoke& invoke = algorithm.invokes[i];
    if (is_expanded(*algorithm.tree, invoke.statement)) {
      diagnostics.report(kinds::PsyInvokeReadOnly, invoke.location);
      return {};
    }
    edits.push_back(replacer.call(invoke, replacements[i]));
    if (std::find(routines.begin(), routines.end(), invoke.routine) == routines.end())
      routines.push_back(invoke.routine);
  }
  for (const Stmt* routine : routines) {
    std::vector<std::string> names;
    std::string module;
    std::string_view word;
    for (std::size_t i = 0; i < algorithm.invokes.size(); ++i) {
      if (algorithm.invokes[i].routine != routine) continue;
      names.push_back(replacements[i].name);
      module = replacements[i].module;
      word = algorithm.tree->token_text(algorithm.invokes[i].statement->first_token);
    }
    edits.push_back(replacer.use(routine, module, names, word));
  }
  std::sort(edits.begin(), edits.end(),
            [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
  return edits;
}

} // namespace isotach::psykal
