// Where a statement may stand: which kinds a block holds, and the order in a specification part (R504-R514).
//
// Every kind of statement belongs to a class; every block knows the classes that it holds. A statement out of
// its place is reported and stays in the tree. It costs one look into a table a statement.

#include <array>

#include "base/strings.h"
#include "parse/kinds.h"
#include "parse/parser.h"
#include "tree/directives.h"

namespace isotach {

namespace {

using Classes = std::uint16_t;
namespace is {
constexpr Classes anywhere = 0;      // directives, INCLUDE, what did not parse
constexpr Classes executable = 1;    // and constructs
constexpr Classes assignment = 2;    // what WHERE and FORALL hold
constexpr Classes specification = 4; // declarations
constexpr Classes use = 8;
constexpr Classes implicit = 16;
constexpr Classes procedure = 32; // SUBROUTINE, FUNCTION, MODULE PROCEDURE
constexpr Classes contains = 64;
constexpr Classes component = 128; // what a derived type may hold: among specification
constexpr Classes binding = 256;   // what a derived type holds after CONTAINS
constexpr Classes enumerator = 512;
constexpr Classes procedure_names = 1024; // of a generic interface
constexpr Classes declaring = 4096;       // directives
constexpr Classes other = 2048; // DATA, FORMAT, ENTRY, NAMELIST: among declarations and executable statements
} // namespace is

constexpr Classes class_of(NodeKind kind) {
  switch (kind) {
  case NodeKind::AssignmentStmt:
  case NodeKind::PointerAssignmentStmt:
  case NodeKind::WhereStmt:
  case NodeKind::ForallStmt:
  case NodeKind::WhereConstructStmt:
  case NodeKind::ForallConstructStmt: return is::executable | is::assignment;
  case NodeKind::DoStmt:
  case NodeKind::IfThenStmt:
  case NodeKind::SelectStmt:
  case NodeKind::AssociateStmt:
  case NodeKind::BlockStmt:
  case NodeKind::CriticalStmt:
  case NodeKind::ChangeTeamStmt: return is::executable;
  case NodeKind::TypeDeclStmt:
  case NodeKind::AttributeStmt:
  case NodeKind::ProcedureDeclStmt:
  case NodeKind::StructureStmt: return is::specification | is::component;
  case NodeKind::GenericStmt: return is::specification | is::binding;
  case NodeKind::CrayPointerStmt:
  case NodeKind::RecordStmt:
  case NodeKind::DerivedTypeStmt:
  case NodeKind::InterfaceStmt:
  case NodeKind::EnumStmt:
  case NodeKind::CommonStmt:
  case NodeKind::EquivalenceStmt: return is::specification;
  case NodeKind::UseStmt: return is::use;
  case NodeKind::ImplicitStmt: return is::implicit;
  case NodeKind::SubroutineStmt:
  case NodeKind::FunctionStmt:
  case NodeKind::SeparateProcedureStmt: return is::procedure;
  case NodeKind::ContainsStmt: return is::contains;
  case NodeKind::EnumeratorStmt: return is::enumerator;
  case NodeKind::TypeBoundProcedureStmt:
  case NodeKind::FinalStmt: return is::binding;
  case NodeKind::ProcedureNamesStmt: return is::procedure_names;
  case NodeKind::DataStmt:
  case NodeKind::EntryStmt:
  case NodeKind::FormatStmt:
  case NodeKind::ImportStmt:
  case NodeKind::NamelistStmt:
  case NodeKind::ParameterStmt: return is::other;
  default: return is_kind<Action>(kind) ? is::executable : is::anywhere;
  }
}

constexpr auto classes = [] {
  std::array<Classes, static_cast<std::size_t>(NodeKind::count)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = class_of(static_cast<NodeKind>(i));
  return table;
}();

// f(a, b) = ... may define a statement function, which stands among declarations.
bool may_define_function(const Stmt* statement) {
  const AssignmentStmt* assignment = dyn_cast<AssignmentStmt>(statement);
  const PartRef* target = assignment ? dyn_cast<PartRef>(assignment->target) : nullptr;
  if (!target || !isa<NameRef>(target->base)) return false;
  for (const Expr* argument : target->arguments)
    if (!isa<NameRef>(argument)) return false;
  return true;
}

} // namespace

// Reports a statement that cannot stand where it was read; takes note of it for the order of what follows.
void Parser::check_place(const Stmt* statement) {
  Classes own = classes[static_cast<std::size_t>(statement->kind)];
  if (const DirectiveStmt* directive = dyn_cast<DirectiveStmt>(statement))
    if (holds(directive) == Holds::declares) own = is::declaring; // they stand among declarations
  if (own == is::anywhere || blocks_.empty() || abandoned_) return;
  OpenBlock& block = blocks_.back();
  auto refuse = [&](std::string_view where, std::string_view advice) {
    std::uint32_t at = statement->label ? statement->first_token + 1 : statement->first_token;
    if (lexed_.statements[statement->statement].damaged) return;
    std::string_view all = tree_.text(statement);
    std::string text(all.substr(0, 40));
    if (all.size() > text.size()) text += " ...";
    if (std::size_t line_end = text.find('\n'); line_end != std::string::npos)
      text = std::string(trim(std::string_view(text).substr(0, line_end))) + " ...";
    Diagnostic& diagnostic = diagnostics_->report(kinds::NotHere, lexed_.location(at, at),
                                                  fmt::format("'{}'", text), where, advice);
    if (block.begin) diagnostic.notes.push_back({tree_.location(block.begin), "the block was opened here"});
  };
  auto in_order = [&] {
    if (!(own & (is::specification | is::use | is::implicit))) return;
    Phase phase = own & is::use ? Phase::use : own & is::implicit ? Phase::implicit : Phase::declarations;
    if (block.phase == Phase::executable)
      return refuse("after executable statements", "move it before the first of them");
    if (block.phase > phase)
      return refuse(own & is::use ? "after declarations or IMPLICIT" : "after declarations",
                    "move it before the first of them");
    block.phase = phase;
  };
  switch (block.opens) {
  case Opens::program:
  case Opens::procedure:
  case Opens::block:
    if (own & is::declaring) {
      if (block.phase == Phase::executable && !block.contains)
        refuse("after executable statements", "move it before the first of them");
      return;
    }
    if (block.contains) {
      if (own & is::contains) refuse("twice in a unit", "remove one");
      else if (!(own & is::procedure))
        refuse("after CONTAINS", "only procedures follow; move it before CONTAINS");
      return;
    }
    if (own & is::executable) {
      if (blocks_.size() > 1 && blocks_[blocks_.size() - 2].opens == Opens::interface)
        return refuse("in an interface block", "it describes procedures and executes nothing; remove it");
      if (block.phase < Phase::executable && !may_define_function(statement)) block.phase = Phase::executable;
    } else if (block.opens == Opens::block && (own & is::implicit)) {
      refuse("in a BLOCK construct", "move it to the specification part of the program unit");
    } else {
      in_order();
    }
    return;
  case Opens::module:
  case Opens::submodule:
    if (own & is::declaring) return;
    if (own & is::executable) return refuse("in a module outside its procedures", "move it into a procedure");
    if (block.contains && (own & is::contains)) refuse("twice in a unit", "remove one");
    else if (block.contains && !(own & is::procedure))
      refuse("after CONTAINS", "only procedures follow; move it before CONTAINS");
    else in_order();
    return;
  case Opens::block_data:
    if (own & is::executable) refuse("in BLOCK DATA", "it holds declarations and DATA only");
    return;
  case Opens::interface:
    if (!(own & (is::declaring | is::procedure | is::procedure_names)))
      refuse("in an interface block", "it holds procedure interfaces and PROCEDURE statements only");
    return;
  case Opens::type:
    if (const AttributeStmt* attribute = dyn_cast<AttributeStmt>(statement))
      if (AttributeKind kind = attribute->attribute->attribute;
          kind != AttributeKind::private_ && kind != AttributeKind::sequence)
        return refuse("in a derived type", "write the attribute into the declaration of the component");
    if (block.contains && (own & is::contains)) refuse("twice in a type", "remove one");
    else if (!(own & (is::component | is::binding | is::contains)))
      refuse("in a derived type", "it holds components, then after CONTAINS bindings");
    return;
  case Opens::enum_:
    if (!(own & is::enumerator)) refuse("in an ENUM", "it holds ENUMERATOR statements only");
    return;
  case Opens::where:
  case Opens::forall:
    if (!(own & is::assignment))
      refuse(block.opens == Opens::where ? "in a WHERE construct" : "in a FORALL construct",
             "it holds assignments only");
    return;
  case Opens::do_:
  case Opens::if_:
  case Opens::select:
  case Opens::associate:
  case Opens::critical:
  case Opens::team:
    if (own & (is::declaring | is::specification | is::use | is::implicit | is::contains))
      refuse("in a construct of executable statements",
             "move it to the specification part of the unit, or into a BLOCK construct");
    return;
  case Opens::structure:
  case Opens::union_:
  case Opens::map:
  case Opens::none: return;
  }
}

} // namespace isotach
