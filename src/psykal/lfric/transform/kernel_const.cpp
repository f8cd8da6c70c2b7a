// LFRicKernelConstTrans: numbers of layers, dofs and points of quadrature become constants of a kernel, whose
// loops a compiler can then unroll.
//
// The kernel has to be in the PSy layer's module (KernelModuleInlineTrans), since its text changes; it
// changes for all calls of the layer to it. That a mesh has these numbers is the script's word: nothing
// checks it when the program runs.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "psykal/lfric/transform/transformations.h"

namespace isotach::lfric {

namespace {

struct Constant {
  std::size_t argument;
  std::int64_t value;
};

// Dofs of a cell of a space on quadrilaterals; of spaces that are not known before the program runs, nothing.
std::optional<std::int64_t> dofs_of(const FunctionSpace& space, std::int64_t h, std::int64_t v) {
  const std::int64_t volume = (h + 1) * (h + 1) * (v + 1), sides = 2 * (h + 1) * (h + 2) * (v + 1),
                     levels = (h + 1) * (h + 1) * (v + 2), side_faces = 4 * (h + 1) * (v + 1),
                     level_faces = 2 * (h + 1) * (h + 1);
  const std::pair<std::string_view, std::int64_t> known[] = {
      {"w0", (h + 2) * (h + 2) * (v + 2)},
      {"w1", 2 * (h + 1) * (h + 2) * (v + 2) + (h + 2) * (h + 2) * (v + 1)},
      {"w2", sides + levels},
      {"w2broken", sides + levels},
      {"w2h", sides},
      {"w2v", levels},
      {"w2trace", side_faces + level_faces},
      {"w2htrace", side_faces},
      {"w2vtrace", level_faces},
      {"w3", volume},
      {"wchi", volume},
      {"wtheta", levels},
  };
  std::string name = word(space);
  for (auto [one, number] : known)
    if (one == name) return number;
  return {};
}

Objected constants_of(Context& context, const Schedule& schedule, const Stmt* node,
                      const ConstOptions& options, std::vector<Constant>& constants) {
  auto* call = dyn_cast<KernelCall>(node);
  if (!call || schedule.call(call).builtin) return context.refuse("it takes the call of a kernel", node);
  const KernelMetadata& kernel = *schedule.call(call).kernel;
  const psykal::KernelCopy* copy = schedule.copies().find(kernel.module, kernel.procedure);
  if (!copy)
    return context.refuse(fmt::format("'{}' is in another module than the PSy layer; apply "
                                      "KernelModuleInlineTrans first",
                                      kernel.procedure),
                          node);
  if (copy->generic())
    return context.refuse(fmt::format("'{}' is the name of several procedures", kernel.procedure), node);
  bool orders = options.order_h && options.order_v;
  if (options.cell_shape != "quadrilateral")
    return context.refuse(fmt::format("cells are quadrilaterals, not '{}'", options.cell_shape), node);
  if (orders && (*options.order_h < 0 || *options.order_v < 0))
    return context.refuse("the order of an element is not negative", node);
  if (options.layers && *options.layers < 1)
    return context.refuse("the number of layers is at least 1", node);
  if (!orders && !options.layers)
    return context.refuse("give number_of_layers, or element_order_h and element_order_v", node);
  if (options.quadrature && !orders)
    return context.refuse("points of quadrature follow from element_order_h and element_order_v; give both",
                          node);
  bool points = std::any_of(kernel.shapes.begin(), kernel.shapes.end(),
                            [](Shape shape) { return shape != Shape::evaluator; });
  if (options.quadrature && points &&
      (kernel.shapes.size() != 1 || kernel.shapes[0] != Shape::quadrature_xyoz))
    return context.refuse("of quadratures, the numbers of points of gh_quadrature_xyoz alone are known",
                          node);

  std::vector<KernelArgument> arguments = kernel_arguments(kernel);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const KernelArgument& argument = arguments[i];
    if (argument.role == Role::layers && options.layers) constants.push_back({i, *options.layers});
    if (argument.role == Role::points && options.quadrature) {
      bool vertical = std::get<QuadratureSize>(argument.which) == QuadratureSize::np_z;
      constants.push_back({i, (vertical ? *options.order_v : *options.order_h) + 3});
    }
    if (argument.role == Role::ndf && orders)
      if (std::optional<std::int64_t> dofs = dofs_of(argument.space, *options.order_h, *options.order_v))
        constants.push_back({i, *dofs});
  }
  return {};
}

// All of them in the copy's text, or none.
Objected make(Context& context, const Schedule& schedule, const Stmt* node, const ConstOptions& options,
              psykal::KernelCopy::Text& text) {
  std::vector<Constant> constants;
  if (Objected objected = constants_of(context, schedule, node, options, constants)) return objected;
  const KernelMetadata& kernel = *schedule.call(cast<KernelCall>(node)).kernel;
  text = schedule.copies().find(kernel.module, kernel.procedure)->procedures.front();
  for (const Constant& constant : constants)
    if (std::optional<std::string> why = psykal::make_constant(text, constant.argument, constant.value))
      return context.refuse(*why, node);
  return {};
}

} // namespace

Objected validate_const(Context& context, const Schedule& schedule, const Stmt* call,
                        const ConstOptions& options) {
  psykal::KernelCopy::Text text;
  return make(context, schedule, call, options, text);
}

Objected apply_const(Context& context, Schedule& schedule, const Stmt* call, const ConstOptions& options) {
  psykal::KernelCopy::Text text;
  if (Objected objected = make(context, schedule, call, options, text)) return objected;
  const KernelMetadata& kernel = *schedule.call(cast<KernelCall>(call)).kernel;
  schedule.copies().find(kernel.module, kernel.procedure)->procedures.front() = std::move(text);
  context.notes.push_back(fmt::format("{}: the numbers of layers, dofs and points of '{}' were taken on the "
                                      "script's word",
                                      context.name, kernel.procedure));
  return {};
}

} // namespace isotach::lfric
