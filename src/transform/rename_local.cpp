#include "transform/rename_local.h"

#include <vector>

#include <fmt/core.h>

#include "base/strings.h"
#include "transform/kinds.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach {

namespace {

constexpr std::size_t longest_name = 63; // R603

const Stmt* begin_of(const Stmt* unit) {
  if (auto* procedure = dyn_cast<Procedure>(unit)) return procedure->begin;
  if (auto* program = dyn_cast<MainProgram>(unit)) return program->begin;
  if (auto* module = dyn_cast<Module>(unit)) return module->begin;
  return nullptr;
}

Name name_of(const Stmt* unit) {
  const Stmt* begin = begin_of(unit);
  if (auto* statement = dyn_cast<SubroutineStmt>(begin)) return statement->name;
  if (auto* statement = dyn_cast<FunctionStmt>(begin)) return statement->name;
  if (auto* statement = dyn_cast<SeparateProcedureStmt>(begin)) return statement->name;
  if (auto* statement = dyn_cast<ProgramStmt>(begin)) return statement->name;
  if (auto* statement = dyn_cast<ModuleStmt>(begin)) return statement->name;
  return no_name;
}

// Where a literal names its kind: 1.0_wp, k_'text'; length 0: nowhere.
struct KindOfLiteral {
  std::size_t begin = 0, length = 0;
};
KindOfLiteral kind_of_literal(std::string_view text) {
  std::size_t quote = text.find_first_of("'\"");
  if (quote != std::string_view::npos) return {0, quote > 0 && text[quote - 1] == '_' ? quote - 1 : 0};
  std::size_t line = text.find('_');
  if (line == std::string_view::npos || line + 1 == text.size()) return {};
  return {line + 1, text.size() - line - 1};
}

class Renamer {
 public:
  Renamer(Tree& tree, Name from, std::string_view to) : tree_(tree), from_(from), to_(to) {}

  // A place that stands against it, with the reason; null: `places` says every name to change.
  struct Place {
    Node* node;
    const Field* field; // null: a token, and what it becomes
    std::uint32_t token;
    std::string text = {};
  };
  std::vector<Place> places;
  const Node* against = nullptr;
  std::string reason;

  // Is the name declared among the statements of a unit, as a variable of its own?
  bool declares(const Stmt* unit) {
    bool found = false;
    for (const Field& field : layout_of(unit).children)
      if (field.kind == FieldKind::statements) declared_in(field.statements(unit), found);
    if (auto* begin = begin_of(unit)) {
      for_each_child(begin, [&](const Node* child) {
        if (auto* dummy = dyn_cast<NameRef>(child)) found = found || dummy->name == from_;
        if (auto* suffix = dyn_cast<Suffix>(child)) found = found || suffix->result == from_;
      });
      found = found || name_of(unit) == from_;
    }
    return found;
  }

  void visit(Node* node, bool in_type) {
    if (against) return;
    if (auto* interface = dyn_cast<Interface>(node)) { // its procedures have scopes of their own
      if (interface->body.empty()) return;
      for (Stmt* statement : interface->body)
        if (!isa<Procedure>(statement)) visit(statement, in_type);
      return;
    }
    bool inner_unit = isa<Procedure>(node) || isa<BlockConstruct>(node);
    if (inner_unit && declares(static_cast<Stmt*>(node))) return; // another variable
    if (isa<DerivedType>(node) || isa<Structure>(node)) in_type = true;
    check(node);
    for (const Field& field : layout_of(node).fields)
      if (field.kind == FieldKind::name && field.name_value(node) == from_ && holds_variable(node, in_type))
        places.push_back({node, &field, no_token});
    for_each_child(node, [&](Node* child) { visit(child, in_type); });
  }

 private:
  void declared_in(const StmtList& list, bool& found) {
    for (const Stmt* statement : list) {
      if (isa<TypeDeclStmt>(statement) || isa<AttributeStmt>(statement) ||
          isa<ProcedureDeclStmt>(statement) || isa<CommonStmt>(statement))
        walk(const_cast<Stmt*>(statement), [&](Node* node) {
          if (auto* entity = dyn_cast<EntityDecl>(node)) found = found || entity->name == from_;
          if (auto* item = dyn_cast<NamedItem>(node)) found = found || item->name == from_;
        });
      if (auto* region = dyn_cast<ConditionalRegion>(statement))
        for (const Stmt* alternative : region->alternatives)
          if (auto* branch = dyn_cast<Alternative>(alternative)) declared_in(branch->body, found);
    }
  }

  bool holds_variable(const Node* node, bool in_type) const {
    switch (node->kind) {
    case NodeKind::NameRef:
    case NodeKind::ConcurrentControl: return true;
    case NodeKind::EntityDecl: return !in_type;
    case NodeKind::KeywordArgument: return isa<ParameterStmt>(node->parent);
    case NodeKind::NamedItem:
      return !in_type && (isa<AttributeStmt>(node->parent) || isa<ItemGroup>(node->parent) ||
                          isa<ImportStmt>(node->parent));
    default: return false;
    }
  }

  void stop(const Node* node, std::string_view why) {
    if (against) return;
    against = node;
    reason = why;
  }

  void check(Node* node) {
    switch (node->kind) {
    case NodeKind::NamelistStmt:
      walk(node, [&](Node* inner) {
        if (auto* item = dyn_cast<NamedItem>(inner); item && item->name == from_)
          stop(item, "it is in a NAMELIST, whose input files name it");
      });
      break;
    case NodeKind::IncludeLine: stop(node, "the INCLUDE may use it, and is another file"); break;
    case NodeKind::Association:
      if (cast<Association>(node)->name == from_) stop(node, "an ASSOCIATE gives the name another meaning");
      break;
    case NodeKind::SelectStmt:
      if (cast<SelectStmt>(node)->associate_name == from_)
        stop(node, "a SELECT gives the name another meaning");
      break;
    case NodeKind::OpaqueText:
    case NodeKind::UnparsedStatement:
      for (std::uint32_t i = node->first_token; node->has_tokens() && i <= node->last_token; ++i) {
        if (tree_.lexed.tokens[i].name != from_) continue;
        if (isa<UnparsedStatement>(node)) stop(node, "a statement that has it cannot be read; fix it first");
        else if (!isa<FormatStmt>(node->parent)) places.push_back({node, nullptr, i, std::string(to_)});
      }
      break;
    case NodeKind::IntegerLiteral:
    case NodeKind::RealLiteral:
    case NodeKind::LogicalLiteral:
    case NodeKind::StringLiteral: {
      std::string_view text = tree_.token_text(node->first_token);
      KindOfLiteral kind = kind_of_literal(text);
      if (!equals_ignoring_case(text.substr(kind.begin, kind.length), tree_.spelling(from_))) break;
      std::string fresh(text.substr(0, kind.begin));
      fresh += to_;
      fresh += text.substr(kind.begin + kind.length);
      places.push_back({node, nullptr, node->first_token, std::move(fresh)});
      break;
    }
    default: break;
    }
    for (std::uint32_t i = node->first_token;
         isa<NameRef>(node) && node->has_tokens() && i <= node->last_token; ++i)
      if (tree_.lexed.tokens[i].name == from_ && tree_.lexed.tokens[i].read_only)
        stop(node, "a macro has it");
  }

  Tree& tree_;
  Name from_;
  std::string_view to_;
};

// Does a text have a name as a word of its own?
bool mentions(std::string_view text, std::string_view word) {
  for (std::size_t i = 0; i + word.size() <= text.size(); ++i) {
    if (!equals_ignoring_case(text.substr(i, word.size()), word)) continue;
    bool before = i > 0 && is_name_char(text[i - 1]);
    bool after = i + word.size() < text.size() && is_name_char(text[i + word.size()]);
    if (!before && !after) return true;
  }
  return false;
}

} // namespace

bool rename_local(Tree& tree, std::string_view procedure, std::string_view old_name,
                  std::string_view new_name, Diagnostics& diagnostics) {
  std::string what = fmt::format("rename '{}' of '{}'", old_name, procedure);
  auto refuse = [&](Location place, std::string_view reason) {
    diagnostics.report(kinds::EditRefused, place, what, reason);
    return false;
  };
  Location file{&tree.source(), 0, 0};
  bool good = !new_name.empty() && new_name.size() <= longest_name && is_name_start(new_name[0]);
  for (char c : new_name) good = good && is_name_char(c);
  if (!good) return refuse(file, fmt::format("'{}' is not a name", new_name));

  std::vector<Stmt*> units;
  auto unit_name = [&](const Stmt* unit) {
    return name_of(unit) == no_name ? std::string_view() : tree.spelling(name_of(unit));
  };
  walk(tree.root(), [&](Node* node) {
    auto* unit = dyn_cast<Stmt>(node);
    if (unit && equals_ignoring_case(unit_name(unit), procedure) && !isa<Interface>(unit->parent))
      units.push_back(unit);
  });
  if (units.empty()) return refuse(file, fmt::format("no procedure '{}' is in this file", procedure));
  Stmt* unit = units.front();
  if (units.size() > 1) return refuse(tree.location(begin_of(units[1])), "two procedures have this name");
  Location place = tree.location(begin_of(unit));

  Name from = tree.names().intern(old_name), to = tree.names().intern(new_name);
  if (auto* begin = begin_of(unit)) {
    bool interface = false;
    for_each_child(begin, [&](const Node* child) {
      if (auto* dummy = dyn_cast<NameRef>(child)) interface = interface || dummy->name == from;
      if (auto* suffix = dyn_cast<Suffix>(child)) interface = interface || suffix->result == from;
    });
    if (interface || name_of(unit) == from)
      return refuse(place, "it belongs to the interface, and callers may name it");
  }
  Renamer renamer(tree, from, new_name);
  if (!renamer.declares(unit)) return refuse(place, "the procedure does not declare it");
  for_each_child(unit, [&](Node* child) { renamer.visit(child, false); });
  if (renamer.against) return refuse(tree.location(renamer.against), renamer.reason);

  // The new name must be free, and text that is in no tree must not have either of them.
  for (std::uint32_t i = unit->first_token; i <= unit->last_token && from != to; ++i) {
    bool component = i > 0 && tree.lexed.tokens[i - 1].kind == TokenKind::percent;
    std::string_view text = tree.token_text(i);
    KindOfLiteral kind =
        is_letter(text.empty() ? ' ' : text[0]) && tree.lexed.tokens[i].kind == TokenKind::name
            ? KindOfLiteral{}
            : kind_of_literal(text);
    bool names_kind = kind.length > 0 && equals_ignoring_case(text.substr(kind.begin, kind.length), new_name);
    if ((tree.lexed.tokens[i].name == to && !component) || names_kind)
      return refuse(tree.lexed.location(i, i), fmt::format("'{}' is in use already", new_name));
  }
  std::uint32_t begin = tree.lexed.tokens[unit->first_token].begin,
                end = tree.lexed.tokens[unit->last_token].end();
  for (const Mark& mark : tree.lexed.marks) {
    if (mark.begin < begin || mark.end > end) continue;
    if (mark.kind != MarkKind::preprocessor && mark.kind != MarkKind::inactive) continue;
    std::string_view text = tree.source().slice(mark.begin, mark.end);
    Location there{&tree.source(), mark.begin, mark.end};
    if (mark.kind == MarkKind::preprocessor && mentions(text, "include"))
      return refuse(there, "the #include may use it, and is another file");
    if (mentions(text, old_name) || mentions(text, new_name))
      return refuse(there, "text that the preprocessor hides has one of the names");
  }
  for (const Renamer::Place& at : renamer.places) {
    Refusal reason =
        at.field ? rename(tree, at.node, *at.field, new_name) : respell(tree, at.node, at.token, at.text);
    if (reason) return refuse(tree.location(at.node), *reason);
  }
  return true;
}

} // namespace isotach
