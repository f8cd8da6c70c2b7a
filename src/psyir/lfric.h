// LFRic: what PSyclone says of the nodes of an LFRic schedule.
#pragma once

#include <optional>
#include <string_view>

#include "psyir/view.h"
#include "psykal/lfric/schedule.h"
#include "transform/transformation.h"

namespace isotach::psyir::lfric {

Class reduction_class(const isotach::lfric::Schedule& schedule, const GlobalReduction* reduction);

std::optional<transform::Value> loop_attribute(const isotach::lfric::Schedule& schedule, const Stmt* loop,
                                               std::string_view name);
std::optional<transform::Value> call_attribute(const isotach::lfric::Schedule& schedule,
                                               const KernelCall* call, std::string_view name);
std::optional<transform::Value> exchange_attribute(const isotach::lfric::Schedule& schedule,
                                                   const HaloExchange* exchange, std::string_view name);
std::optional<transform::Value> reduction_attribute(const isotach::lfric::Schedule& schedule,
                                                    const GlobalReduction* reduction, std::string_view name);

} // namespace isotach::psyir::lfric
