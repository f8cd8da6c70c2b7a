// The rules between the entries of one kernel's metadata: data types, accesses against continuity, what
// kernels on dofs, on the domain, between grids and with column-wise operators may take. Source: the LFRic
// chapter of PSyclone 3.3.1's user guide.

#include <algorithm>
#include <set>

#include "psykal/lfric/kinds.h"
#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

namespace {

bool on_dofs(OperatesOn value) { return value == OperatesOn::dof || value == OperatesOn::owned_dof; }

class Rules {
 public:
  Rules(KernelMetadata& kernel, Diagnostics& diagnostics) : kernel_(kernel), diagnostics_(diagnostics) {}

  bool check() {
    for (const MetaArg& argument : kernel_.arguments) check_argument(argument);
    if (std::none_of(kernel_.arguments.begin(), kernel_.arguments.end(),
                     [](const MetaArg& argument) { return argument.is_written(); }))
      refuse(kinds::LfricNothingWritten, kernel_.location, kernel_.type);
    check_functions();
    check_targets();
    check_operator_data();
    check_columnwise();
    check_grids();
    if (kernel_.operates_on == OperatesOn::domain || kernel_.operates_on == OperatesOn::dof) check_plain();
    return good_;
  }

 private:
  template <class... Args> void refuse(DiagnosticKind kind, Location location, const Args&... args) {
    diagnostics_.report(kind, location, args...);
    good_ = false;
  }

  void check_argument(const MetaArg& argument) {
    switch (argument.form) {
    case Form::scalar:
    case Form::scalar_array:
      if (argument.access != AccessType::read)
        refuse(kinds::LfricScalarAccess, argument.location, word(argument.access));
      break;
    case Form::lma_operator:
    case Form::cma_operator:
      if (argument.data != DataType::real)
        refuse(kinds::LfricDataType, argument.location, "an operator", "gh_real", word(argument.data));
      if (argument.access > AccessType::readwrite)
        refuse(kinds::LfricAccess, argument.location, word(argument.access), "an operator",
               "gh_read, gh_write, gh_readwrite");
      break;
    case Form::field: check_field(argument); break;
    }
  }

  void check_field(const MetaArg& argument) {
    if (argument.data == DataType::logical)
      refuse(kinds::LfricDataType, argument.location, "a field", "gh_real or gh_integer",
             word(argument.data));
    bool continuous = continuity(argument.space) == Continuity::continuous;
    bool discontinuous = continuity(argument.space) == Continuity::discontinuous;
    bool shares_dofs = argument.access == AccessType::inc || argument.access == AccessType::readinc;
    if (continuity(argument.space) == Continuity::read_only && argument.is_written()) {
      refuse(kinds::LfricReadOnlySpace, argument.location, word(argument.space));
    } else if (on_dofs(kernel_.operates_on)) {
      if (argument.access > AccessType::readwrite)
        refuse(kinds::LfricAccess, argument.location, word(argument.access),
               "a field of a kernel that operates on dofs", "gh_read, gh_write, gh_readwrite");
    } else if (continuous && kernel_.operates_on == OperatesOn::domain) {
      refuse(kinds::LfricDomainSpace, argument.location, word(argument.space));
    } else if (continuous && !shares_dofs && argument.access != AccessType::read &&
               argument.access != AccessType::write) {
      refuse(kinds::LfricAccess, argument.location, word(argument.access),
             "a field on the continuous space " + word(argument.space),
             "gh_read, gh_write, gh_inc, gh_readinc");
    } else if (discontinuous && argument.access > AccessType::readwrite) {
      refuse(kinds::LfricAccess, argument.location, word(argument.access),
             "a field on the discontinuous space " + word(argument.space), "gh_read, gh_write, gh_readwrite");
    } else if (argument.access == AccessType::reduction) {
      refuse(kinds::LfricAccess, argument.location, word(argument.access), "a field",
             "gh_read, gh_write, gh_readwrite, gh_inc, gh_readinc");
    }
    if (argument.stencil && argument.is_written())
      refuse(kinds::LfricStencilAccess, argument.location, word(argument.access));
    if (argument.stencil && kernel_.operates_on == OperatesOn::domain)
      refuse(kinds::LfricNotOn, argument.location, "a stencil", word(kernel_.operates_on));
  }

  std::set<FunctionSpace> spaces_of_arguments() const {
    std::set<FunctionSpace> spaces;
    for (const MetaArg& argument : kernel_.arguments) {
      if (argument.space) spaces.insert(argument.space);
      if (argument.from) spaces.insert(argument.from);
    }
    return spaces;
  }

  void check_functions() {
    std::set<FunctionSpace> known = spaces_of_arguments(), seen;
    for (const BasisRequest& request : kernel_.functions) {
      if (!known.contains(request.space))
        refuse(kinds::LfricNoArgumentOn, request.location, "meta_funcs", word(request.space));
      if (!seen.insert(request.space).second)
        refuse(kinds::LfricTwice, request.location, word(request.space), "meta_funcs");
    }
    if (!kernel_.functions.empty() && kernel_.shapes.empty())
      refuse(kinds::LfricNoShape, kernel_.functions.front().location, kernel_.type);
    if (kernel_.functions.empty() && !kernel_.shapes.empty())
      refuse(kinds::LfricNoFunctions, kernel_.location, kernel_.type, "gh_shape");
  }

  void check_targets() {
    bool evaluates =
        std::find(kernel_.shapes.begin(), kernel_.shapes.end(), Shape::evaluator) != kernel_.shapes.end();
    std::set<FunctionSpace> known = spaces_of_arguments();
    if (!kernel_.targets.empty() && (!evaluates || kernel_.functions.empty()))
      refuse(kinds::LfricNoFunctions, kernel_.location, kernel_.type, "gh_evaluator_targets");
    for (FunctionSpace target : kernel_.targets)
      if (!known.contains(target))
        refuse(kinds::LfricNoArgumentOn, kernel_.location, "gh_evaluator_targets", word(target));
    if (!evaluates || !kernel_.targets.empty()) return;
    // Without targets the evaluator stands on the spaces of what is written.
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.is_written() && argument.space &&
          std::find(kernel_.targets.begin(), kernel_.targets.end(), argument.space) == kernel_.targets.end())
        kernel_.targets.push_back(argument.space);
  }

  void check_operator_data() {
    if (!kernel_.has(Form::lma_operator) && !kernel_.has(Form::cma_operator)) return;
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.is_field() && argument.data == DataType::integer)
        refuse(kinds::LfricDataType, argument.location, "a field beside an operator", "gh_real",
               word(argument.data));
  }

  void check_columnwise() {
    std::vector<const MetaArg*> operators, written;
    std::size_t written_operators = 0, read_lma = 0, scalars = 0;
    for (const MetaArg& argument : kernel_.arguments) {
      if (argument.form == Form::cma_operator) {
        operators.push_back(&argument);
        written_operators += argument.is_written();
      }
      if (argument.is_written()) written.push_back(&argument);
      read_lma += argument.form == Form::lma_operator && !argument.is_written();
      scalars += argument.form == Form::scalar;
    }
    if (operators.empty()) return;
    Location first = operators.front()->location;
    for (const MetaArg& argument : kernel_.arguments) {
      if (argument.vector_size > 1)
        refuse(kinds::LfricColumnwise, argument.location, "no field vector may stand beside it");
      if (argument.stencil)
        refuse(kinds::LfricColumnwise, argument.location, "no stencil may stand beside it");
    }
    if (written_operators == 0) {
      check_apply(*operators.front());
    } else if (written_operators > 1) {
      refuse(kinds::LfricColumnwise, first, "only one of them may be written");
    } else if (written.size() > 1) {
      for (const MetaArg* argument : written)
        if (argument->form != Form::cma_operator)
          refuse(kinds::LfricColumnwise, argument->location, "nothing else may be written with it");
    } else if (operators.size() == 1) {
      kernel_.columnwise = ColumnwiseWork::assembly;
      if (read_lma == 0)
        refuse(kinds::LfricColumnwise, first, "to assemble it takes a gh_operator that is read");
    } else {
      kernel_.columnwise = ColumnwiseWork::matrix_matrix;
      if (scalars + operators.size() != kernel_.arguments.size())
        refuse(kinds::LfricColumnwise, first, "with others of its kind only scalars may stand beside it");
    }
  }

  void check_apply(const MetaArg& matrix) {
    kernel_.columnwise = ColumnwiseWork::apply;
    const MetaArg *source = nullptr, *result = nullptr;
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.is_field()) (argument.is_written() ? result : source) = &argument;
    if (kernel_.arguments.size() != 3 || !source || !result) {
      refuse(kinds::LfricColumnwise, matrix.location,
             "to apply it takes one field that is read and one that is written, and nothing else");
      return;
    }
    if (source->space != matrix.from)
      refuse(kinds::LfricColumnwise, source->location,
             "the field it is applied to must be on " + word(matrix.from));
    if (result->space != matrix.space)
      refuse(kinds::LfricColumnwise, result->location, "the field it gives must be on " + word(matrix.space));
  }

  void check_grids() {
    std::set<FunctionSpace> coarse, fine;
    for (const MetaArg& argument : kernel_.arguments)
      if (argument.grid) (*argument.grid == Grid::coarse ? coarse : fine).insert(argument.space);
    if (coarse.empty() && fine.empty()) return;
    kernel_.inter_grid = true;
    if (coarse.empty() || fine.empty())
      refuse(kinds::LfricInterGrid, kernel_.location, "it needs fields on both meshes");
    for (const MetaArg& argument : kernel_.arguments) {
      if (!argument.is_field()) refuse(kinds::LfricInterGrid, argument.location, "it takes fields only");
      else if (!argument.grid)
        refuse(kinds::LfricInterGrid, argument.location, "each of its fields needs mesh_arg");
      else if (coarse.contains(argument.space) && fine.contains(argument.space))
        refuse(kinds::LfricInterGrid, argument.location,
               "fields on different meshes need different function spaces, and " + word(argument.space) +
                   " is on both");
    }
  }

  // Kernels on the domain or on dofs take scalars and fields, and nothing that belongs to a cell.
  void check_plain() {
    std::string_view where = word(kernel_.operates_on);
    for (const MetaArg& argument : kernel_.arguments)
      if (!argument.is_field() && argument.form != Form::scalar)
        refuse(kinds::LfricNotOn, argument.location, word(argument.form), where);
    if (!kernel_.functions.empty())
      refuse(kinds::LfricNotOn, kernel_.functions.front().location, "meta_funcs", where);
    if (!kernel_.element_properties.empty())
      refuse(kinds::LfricNotOn, kernel_.location, "meta_reference_element", where);
    if (!kernel_.mesh_properties.empty()) refuse(kinds::LfricNotOn, kernel_.location, "meta_mesh", where);
    if (kernel_.inter_grid) refuse(kinds::LfricNotOn, kernel_.location, "mesh_arg", where);
    if (kernel_.operates_on == OperatesOn::dof && spaces_of_arguments().size() > 1)
      refuse(kinds::LfricDofSpaces, kernel_.location, kernel_.type);
  }

  KernelMetadata& kernel_;
  Diagnostics& diagnostics_;
  bool good_ = true;
};

} // namespace

bool check_metadata(KernelMetadata& kernel, Diagnostics& diagnostics) {
  return Rules(kernel, diagnostics).check();
}

} // namespace isotach::lfric
