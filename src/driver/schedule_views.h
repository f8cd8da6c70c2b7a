// Views of schedules: what invokes execute as text, as a graph and as a page.
#pragma once

#include <span>
#include <string>

#include "psykal/api.h"

namespace isotach {

// A list for each invoke: its items, what they read and write, and why an exchange is there.
std::string schedule_text(const std::string& file, std::span<const psykal::InvokeDescription> views,
                          bool colour);

// A graph in Graphviz' language: an item is a node, a dependence an edge. Several invokes are clusters.
std::string dag_dot(std::span<const psykal::InvokeDescription> views);

// A page that needs nothing else: lists, pictures (SVG, one for each view, may be empty), the PSy layer.
std::string schedule_page(const std::string& file, std::span<const psykal::InvokeDescription> views,
                          std::span<const std::string> pictures, const std::string& psy);

} // namespace isotach
