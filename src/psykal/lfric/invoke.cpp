#include "psykal/lfric/invoke.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "base/words.h"
#include "psykal/kinds.h"
#include "psykal/local_names.h"

namespace isotach::lfric {

namespace {

using psykal::Actual;
using psykal::Call;

// The type of an object in the algorithm, and what comes with it.
struct ObjectType {
  VariableKind kind;
  DataType data;
  std::string_view type, module, precision;
};
constexpr ObjectType object_types[] = {
    {VariableKind::field, DataType::real, "field_type", "field_mod", "r_def"},
    {VariableKind::field, DataType::real, "r_bl_field_type", "r_bl_field_mod", "r_bl"},
    {VariableKind::field, DataType::real, "r_solver_field_type", "r_solver_field_mod", "r_solver"},
    {VariableKind::field, DataType::real, "r_tran_field_type", "r_tran_field_mod", "r_tran"},
    {VariableKind::field, DataType::integer, "integer_field_type", "integer_field_mod", "i_def"},
    {VariableKind::lma_operator, DataType::real, "operator_type", "operator_mod", "r_def"},
    {VariableKind::lma_operator, DataType::real, "r_solver_operator_type", "r_solver_operator_mod",
     "r_solver"},
    {VariableKind::lma_operator, DataType::real, "r_tran_operator_type", "r_tran_operator_mod", "r_tran"},
    {VariableKind::cma_operator, DataType::real, "columnwise_operator_type", "columnwise_operator_mod",
     "r_solver"},
};

constexpr std::pair<Shape, std::pair<std::string_view, std::string_view>> quadrature_types[] = {
    {Shape::quadrature_xyoz, {"quadrature_xyoz_type", "quadrature_xyoz_mod"}},
    {Shape::quadrature_face, {"quadrature_face_type", "quadrature_face_mod"}},
    {Shape::quadrature_edge, {"quadrature_edge_type", "quadrature_edge_mod"}},
};

std::string rank_words(int rank) {
  return rank == 0 ? std::string("not an array") : fmt::format("an array of rank {}", rank);
}

VariableKind kind_of(Form form) {
  switch (form) {
  case Form::scalar: return VariableKind::scalar;
  case Form::scalar_array: return VariableKind::scalar_array;
  case Form::field: return VariableKind::field;
  case Form::lma_operator: return VariableKind::lma_operator;
  case Form::cma_operator: break;
  }
  return VariableKind::cma_operator;
}

class Binder {
 public:
  Binder(const psykal::Algorithm& algorithm, KernelFiles& kernels, const InvokeOptions& options,
         Diagnostics& diagnostics)
      : algorithm_(algorithm), kernels_(kernels), options_(options), diagnostics_(diagnostics) {}

  // Arguments in this order: those of metadata, extents and directions of stencils, quadratures, depths of
  // halos. That is PSyclone's order, so that algorithms of both tools call PSy layers of either.
  std::optional<Invoke> bind(const psykal::Invoke& invoke, std::size_t number) {
    invoke_ = {};
    invoke_.location = invoke.location;
    good_ = true;
    std::vector<Pieces> pieces;
    for (const Call& call : invoke.calls) pieces.push_back(look_up(call));
    if (!good_) return std::nullopt;
    for (Pieces& piece : pieces) bind_standard(piece);
    for (Pieces& piece : pieces) bind_extents(piece);
    for (Pieces& piece : pieces) bind_directions(piece);
    for (Pieces& piece : pieces) bind_quadratures(piece);
    for (Pieces& piece : pieces) bind_halo_depth(piece);
    // Where there are no halos, a kernel that works in nothing else has nothing to do.
    for (Pieces& piece : pieces)
      if (options_.distributed || piece.call.kernel->operates_on != OperatesOn::halo_cell_column)
        invoke_.calls.push_back(std::move(piece.call));
    check_meshes();
    check_annexed();
    if (!good_) return std::nullopt;
    invoke_.name = name_of(invoke, number);
    name_variables();
    return std::move(invoke_);
  }

 private:
  // A call, and where its actual arguments belong.
  struct Pieces {
    const Call* written = nullptr;
    InvokeCall call;
    std::vector<const Actual*> standard, extents, directions, quadratures;
    const Actual* halo_depth = nullptr;
  };

  template <class... Args> Diagnostic& refuse(DiagnosticKind kind, Location at, const Args&... args) {
    good_ = false;
    return diagnostics_.report(kind, at, args...);
  }

  Pieces look_up(const Call& call) {
    Pieces pieces;
    pieces.written = &call;
    pieces.call.location = call.location;
    if (const Builtin* builtin = find_builtin(call.name)) {
      if (auto used = algorithm_.modules.find(call.name); used != algorithm_.modules.end())
        refuse(kinds::PsyBuiltinUsed, call.location, call.name, used->second);
      pieces.call.builtin = builtin;
      pieces.call.kernel = &builtin->metadata;
    } else {
      pieces.call.kernel = find_kernel(call);
    }
    if (pieces.call.kernel) sort_arguments(call, pieces);
    else good_ = false;
    return pieces;
  }

  const KernelMetadata* find_kernel(const Call& call) {
    auto used = algorithm_.modules.find(call.name);
    if (used == algorithm_.modules.end()) {
      std::string near = closest_builtin(call.name);
      refuse(kinds::PsyUnknownKernel, call.location, call.name,
             near.empty() ? "" : fmt::format(" (or is '{}' meant?)", near));
      return nullptr;
    }
    const KernelFiles::File* file = kernels_.find(
        {used->second, call.name, algorithm_.tree->source().path(), call.location}, diagnostics_);
    if (!file) return nullptr;
    const KernelModule& module = file->metadata;
    auto kernel = std::find_if(module.kernels.begin(), module.kernels.end(),
                               [&](const KernelMetadata& one) { return one.type == call.name; });
    bool found = kernel != module.kernels.end();
    bool wrong = !file->readable || (!found && std::find(module.wrong.begin(), module.wrong.end(),
                                                         call.name) != module.wrong.end());
    if (wrong) diagnostics_.report(kinds::PsyKernelWrong, call.location, call.name, file->path);
    else if (!found) refuse(kinds::PsyNoSuchKernel, call.location, file->path, call.name);
    pass_on(*file, wrong);
    return found ? &*kernel : nullptr;
  }

  // The messages of a kernel's file, each once: its warnings, and why a kernel that is called is wrong.
  void pass_on(const KernelFiles::File& file, bool errors) {
    for (const Diagnostic& diagnostic : file.diagnostics.all())
      if ((errors || diagnostic.severity == Severity::warning) && passed_on_.insert(&diagnostic).second)
        diagnostics_.copy(diagnostic);
  }

  void sort_arguments(const Call& call, Pieces& pieces) {
    const KernelMetadata& kernel = *pieces.call.kernel;
    std::size_t stencil = 0, quadrature = 0, depth = pieces.call.works_in_halo() ? 1 : 0;
    for (const MetaArg& argument : kernel.arguments)
      if (argument.stencil) stencil += *argument.stencil == Stencil::xory1d ? 2 : 1;
    for (Shape shape : kernel.shapes) quadrature += shape != Shape::evaluator;
    std::size_t wanted = kernel.arguments.size() + stencil + quadrature + depth;
    if (call.arguments.size() != wanted) {
      std::string parts = fmt::format("{} of its metadata", kernel.arguments.size());
      if (stencil) parts += fmt::format(", {} of stencils", stencil);
      if (quadrature) parts += fmt::format(", {} for quadrature", quadrature);
      if (depth) parts += ", 1 depth of the halo";
      refuse(kinds::PsyArgumentCount, call.location, call.name, wanted, parts, call.arguments.size());
      return;
    }
    std::size_t next = 0;
    for (const MetaArg& argument : kernel.arguments) {
      pieces.standard.push_back(&call.arguments[next++]);
      if (argument.stencil) pieces.extents.push_back(&call.arguments[next++]);
      if (argument.stencil == Stencil::xory1d) pieces.directions.push_back(&call.arguments[next++]);
    }
    for (std::size_t i = 0; i < quadrature; ++i) pieces.quadratures.push_back(&call.arguments[next++]);
    if (depth) pieces.halo_depth = &call.arguments[next++];
    pieces.call.arguments.resize(kernel.arguments.size());
  }

  // The variable that stands for an actual argument: the same for the same text.
  int variable(const Actual& actual, VariableKind kind) {
    for (std::size_t i = 0; i < invoke_.variables.size(); ++i)
      if (invoke_.variables[i].key == actual.key) return static_cast<int>(i);
    Variable added;
    added.name = actual.root;
    added.actual = actual.text;
    added.key = actual.key;
    added.kind = kind;
    added.location = actual.location;
    invoke_.variables.push_back(std::move(added));
    return static_cast<int>(invoke_.variables.size()) - 1;
  }

  void bind_standard(Pieces& pieces) {
    const Call& call = *pieces.written;
    for (std::size_t i = 0; i < pieces.standard.size(); ++i) {
      const Actual& actual = *pieces.standard[i];
      const MetaArg& argument = pieces.call.kernel->arguments[i];
      bool harmless = actual.form == Actual::Form::literal ||
                      (argument.form == Form::scalar && argument.access == AccessType::read);
      for (std::size_t j = 0; j < i && !harmless; ++j)
        if (pieces.standard[j]->key == actual.key)
          refuse(kinds::PsyGivenTwice, actual.location, actual.text, call.name, j + 1, i + 1);
      InvokeArgument& bound = pieces.call.arguments[i];
      if (argument.form == Form::scalar || argument.form == Form::scalar_array)
        bind_scalar(call, i, argument, actual, bound);
      else bind_object(call, i, argument, actual, bound);
    }
  }

  void bind_scalar(const Call& call, std::size_t index, const MetaArg& argument, const Actual& actual,
                   InvokeArgument& bound) {
    std::string_view wanted = intrinsic_type(argument.data);
    const psykal::DeclaredType& type = actual.type;
    if (!type.name.empty() && type.name != wanted) {
      refuse(kinds::PsyArgumentType, actual.location, index + 1, call.name,
             with_article(fmt::format("{} scalar", wanted)), actual.text, type.name);
      return;
    }
    bool constant = actual.form == Actual::Form::literal;
    if (actual.form == Actual::Form::variable && type.rank >= 0 && type.rank != argument.rank) {
      refuse(kinds::PsyArgumentType, actual.location, index + 1, call.name,
             with_article(argument.rank == 0 ? fmt::format("{} scalar", wanted)
                                             : fmt::format("{} array of rank {}", wanted, argument.rank)),
             actual.text, rank_words(type.rank));
      return;
    }
    if (!constant && !type.name.empty() && type.kind.empty() && actual.form == Actual::Form::variable)
      refuse(kinds::PsyNoKind, actual.location, actual.text, call.name, default_kind(argument.data));
    if (argument.access == AccessType::reduction && actual.form != Actual::Form::variable)
      refuse(kinds::PsyNotVariable, actual.location, actual.text, call.name);
    std::string precision(type.kind.empty() ? default_kind(argument.data) : type.kind);
    if (constant) {
      bound.value.constant = actual.text;
      bound.precision = precision;
      return;
    }
    bound.value.variable = variable(actual, kind_of(argument.form));
    Variable& scalar = invoke_.variables[static_cast<std::size_t>(bound.value.variable)];
    if (!check_same(scalar, kind_of(argument.form), argument.data, actual, call.name)) return;
    scalar.precision = precision;
    scalar.rank = argument.rank;
    scalar.reduced |= argument.access == AccessType::reduction;
  }

  // A variable has one meaning in an invoke.
  bool check_same(Variable& variable, VariableKind kind, DataType data, const Actual& actual,
                  const std::string& callee) {
    if (variable.precision.empty()) {
      variable.kind = kind;
      variable.data = data;
      return true;
    }
    if (variable.kind == kind && variable.data == data) return true;
    refuse(kinds::PsyTwoMeanings, actual.location, actual.text, callee)
        .notes.push_back({variable.location, "its other use"});
    return false;
  }

  void bind_object(const Call& call, std::size_t index, const MetaArg& argument, const Actual& actual,
                   InvokeArgument& bound) {
    VariableKind kind = kind_of(argument.form);
    std::string what = kind == VariableKind::field ? fmt::format("{} field", intrinsic_type(argument.data))
                       : kind == VariableKind::lma_operator ? "operator"
                                                            : "column-wise operator";
    if (actual.form != Actual::Form::variable) {
      refuse(kinds::PsyArgumentType, actual.location, index + 1, call.name, with_article(what), actual.text,
             "an expression");
      return;
    }
    std::string type = actual.type.name;
    if (type.empty() && kind == VariableKind::cma_operator) type = "columnwise_operator_type";
    const ObjectType* object = nullptr;
    for (const ObjectType& candidate : object_types)
      if (candidate.kind == kind && candidate.data == argument.data && candidate.type == type)
        object = &candidate;
    if (type.empty()) {
      refuse(kinds::PsyUnknownType, actual.location, actual.text, call.name, with_article(what));
      return;
    }
    if (!object) {
      refuse(kinds::PsyArgumentType, actual.location, index + 1, call.name, with_article(what), actual.text,
             type);
      return;
    }
    // A vector is an array of its fields.
    bool is_vector = argument.vector_size > 1;
    if (actual.type.rank >= 0 && actual.type.rank != (is_vector ? 1 : 0)) {
      if (is_vector) what = fmt::format("vector of {} {}s", argument.vector_size, what);
      refuse(kinds::PsyArgumentType, actual.location, index + 1, call.name, with_article(what), actual.text,
             rank_words(actual.type.rank));
      return;
    }
    bound.value.variable = variable(actual, kind);
    Variable& added = invoke_.variables[static_cast<std::size_t>(bound.value.variable)];
    if (!check_same(added, kind, argument.data, actual, call.name)) return;
    added.precision = object->precision;
    added.type = object->type;
    added.module = object->module;
    if (added.vector_size > 1 && argument.vector_size > 1 && added.vector_size != argument.vector_size) {
      refuse(kinds::PsyVectorSizes, actual.location, actual.text, added.vector_size, argument.vector_size);
      return;
    }
    added.vector_size = std::max(added.vector_size, argument.vector_size);
  }

  InvokeValue number(const Actual& actual) {
    if (actual.form == Actual::Form::literal) return {-1, actual.text};
    InvokeValue value{variable(actual, VariableKind::number), {}};
    Variable& added = invoke_.variables[static_cast<std::size_t>(value.variable)];
    if (added.precision.empty()) {
      added.data = DataType::integer;
      added.precision = "i_def";
    }
    return value;
  }

  void check_integer(const Actual& actual, std::string_view what) {
    if (!actual.type.name.empty() && actual.type.name != "integer")
      refuse(kinds::PsyNotInteger, actual.location, what, actual.text, actual.type.name);
  }

  void bind_extents(Pieces& pieces) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < pieces.call.arguments.size(); ++i) {
      if (!pieces.call.kernel->arguments[i].stencil) continue;
      const Actual& actual = *pieces.extents[next++];
      check_integer(actual, "the extent of a stencil");
      pieces.call.arguments[i].extent = number(actual);
    }
  }

  void bind_directions(Pieces& pieces) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < pieces.call.arguments.size(); ++i) {
      if (pieces.call.kernel->arguments[i].stencil != Stencil::xory1d) continue;
      const Actual& actual = *pieces.directions[next++];
      InvokeValue& direction = pieces.call.arguments[i].direction;
      if (actual.form == Actual::Form::literal)
        refuse(kinds::PsyStencilDirection, actual.location, actual.text, pieces.written->name);
      else if (actual.key == "x_direction" || actual.key == "y_direction") direction.constant = actual.key;
      else direction = number(actual);
    }
  }

  void bind_quadratures(Pieces& pieces) {
    std::size_t next = 0;
    for (Shape shape : pieces.call.kernel->shapes) {
      if (shape == Shape::evaluator) continue;
      const Actual& actual = *pieces.quadratures[next++];
      InvokeValue value{variable(actual, VariableKind::quadrature), {}};
      Variable& added = invoke_.variables[static_cast<std::size_t>(value.variable)];
      for (const auto& [known, names] : quadrature_types)
        if (known == shape) {
          if (!added.type.empty() && added.type != names.first)
            refuse(kinds::PsyTwoMeanings, actual.location, actual.text, pieces.call.kernel->type)
                .notes.push_back({added.location, "its other use"});
          added.type = names.first;
          added.module = names.second;
        }
      pieces.call.quadratures.push_back(value);
    }
  }

  // Without halos there is nothing for it to say.
  void bind_halo_depth(Pieces& pieces) {
    if (!pieces.halo_depth) return;
    check_integer(*pieces.halo_depth, "the depth of a halo");
    if (options_.distributed) pieces.call.halo_depth = number(*pieces.halo_depth);
  }

  void check_meshes() {
    const InvokeCall *grids = nullptr, *other = nullptr;
    for (const InvokeCall& call : invoke_.calls)
      if (call.kernel && !call.builtin) (call.kernel->inter_grid ? grids : other) = &call;
    if (grids && other)
      refuse(kinds::PsyMixedMeshes, other->location, other->kernel->type, grids->kernel->type);
  }

  void check_annexed() {
    if (!options_.compute_annexed_dofs) return;
    for (const InvokeCall& call : invoke_.calls)
      if (call.kernel->operates_on == OperatesOn::owned_cell_column ||
          call.kernel->operates_on == OperatesOn::owned_dof)
        refuse(kinds::PsyAnnexed, call.location, call.kernel->type, word(call.kernel->operates_on));
  }

  static std::string name_of(const psykal::Invoke& invoke, std::size_t number) {
    if (!invoke.label.empty())
      return invoke.label.starts_with("invoke_") ? invoke.label : "invoke_" + invoke.label;
    std::string name = fmt::format("invoke_{}", number);
    if (invoke.calls.size() == 1 && !find_builtin(invoke.calls[0].name)) name += "_" + invoke.calls[0].name;
    return name;
  }

  // Dummies must differ from each other and from what the procedure takes from modules.
  void name_variables() {
    psykal::LocalNames names;
    names.reserve_all(infrastructure_names(options_));
    names.reserve(invoke_.name);
    names.reserve(algorithm_.name + "_psy");
    for (const InvokeCall& call : invoke_.calls)
      if (!call.builtin) {
        names.reserve(call.kernel->procedure);
        names.reserve(call.kernel->module);
      }
    for (Variable& variable : invoke_.variables) variable.name = names.unique(variable.name);
  }

  const psykal::Algorithm& algorithm_;
  KernelFiles& kernels_;
  const InvokeOptions& options_;
  Diagnostics& diagnostics_;
  std::set<const Diagnostic*> passed_on_; // of files of kernels
  Invoke invoke_;
  bool good_ = true;
};

psykal::ReservedNames make_infrastructure_names(bool run_time_checks) {
  psykal::ReservedNames names;
  if (run_time_checks)
    for (std::string_view name :
         {"log_mod", "log_event", "log_level_error", "log_level_warning", "fs_continuity_mod", "w0", "w1",
          "w2", "w2h", "w2v", "w2broken", "w2trace", "w2htrace", "w2vtrace", "w3", "wtheta", "wchi"})
      names.emplace(name);
  for (const ObjectType& type : object_types) {
    names.emplace(type.type);
    names.emplace(type.module);
    names.emplace(proxy_type(type.type));
    names.emplace(type.precision);
  }
  for (const auto& [shape, quadrature] : quadrature_types) {
    names.emplace(quadrature.first);
    names.emplace(quadrature.second);
    names.emplace(proxy_type(quadrature.first));
  }
  for (std::string_view name : {"mesh_mod",
                                "mesh_type",
                                "mesh_map_mod",
                                "mesh_map_type",
                                "function_space_mod",
                                "basis",
                                "diff_basis",
                                "scalar_mod",
                                "scalar_type",
                                "constants_mod",
                                "l_def",
                                "reference_element_mod",
                                "reference_element_type",
                                "stencil_dofmap_mod",
                                "stencil_dofmap_type",
                                "stencil_2d_dofmap_mod",
                                "stencil_2d_dofmap_type",
                                "stencil_1dx",
                                "stencil_1dy",
                                "stencil_cross",
                                "stencil_region",
                                "stencil_2d_cross",
                                "flux_direction_mod",
                                "x_direction",
                                "y_direction"})
    names.emplace(name);
  return names;
}

} // namespace

const psykal::ReservedNames& infrastructure_names(const InvokeOptions& options) {
  static const psykal::ReservedNames names = make_infrastructure_names(false);
  static const psykal::ReservedNames names_with_checks = make_infrastructure_names(true);
  return options.run_time_checks == RunTimeChecks::none ? names : names_with_checks;
}

std::string text_of(const Invoke& invoke, const InvokeValue& value) {
  return value.variable < 0 ? value.constant
                            : invoke.variables[static_cast<std::size_t>(value.variable)].name;
}

std::string proxy_type(std::string_view type) {
  return std::string(type.substr(0, type.size() - 4)) + "proxy_type";
}

std::vector<Invoke> bind_invokes(const psykal::Algorithm& algorithm, KernelFiles& kernels,
                                 const InvokeOptions& options, Diagnostics& diagnostics) {
  Binder binder(algorithm, kernels, options, diagnostics);
  std::vector<Invoke> invokes;
  for (std::size_t i = 0; i < algorithm.invokes.size(); ++i)
    if (auto invoke = binder.bind(algorithm.invokes[i], i)) invokes.push_back(std::move(*invoke));
  return invokes;
}

} // namespace isotach::lfric
