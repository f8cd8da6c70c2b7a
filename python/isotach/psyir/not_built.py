"""What objects of PSyclone 3.3.1 have and those here do not yet, by class: asking for it, or setting it, says so.

Without this a script could set what is never written, and nobody would know.
"""

from .errors import UnsupportedByIsotach

NAMES = {
    "Node": "START_DEPTH START_POSITION args ast_end compute_cached_abs_positions dag_gen dag_name "
    "get_all_accessed_symbols has_constructor_parent lower_to_language_level origin_string "
    "reference_accesses replace_symbols_using update_parent_symbol_table update_signal valid_annotations "
    "validate_global_constraints",
    "Container": "resolve_routine",
    "Routine": "check_outer_scope_accesses",
    "Loop": "enters_scope independent_iterations",
    "PSyLoop": "args_filter field has_inc_arg kernel unique_fields_with_halo_reads unique_modified_args "
    "valid_loop_types",
    "LFRicLoop": "create_halo_exchanges gen_mark_halos_clean_dirty load lower_bound_psyir set_lower_bound "
    "set_upper_bound update_halo_exchanges upper_bound_psyir",
    "Kern": "arg_descriptors initialise_reduction_variable reduction_arg reduction_sum_loop",
    "CodedKern": "get_interface_symbol incremented_arg opencl_options set_opencl_options",
    "LFRicKern": "QRRule all_updates_are_writes argument_kinds base_name cma_operation colourmap eval_shapes "
    "eval_targets fs_descriptors gen_stub halo_depth is_intergrid last_cell_all_colours_symbol load "
    "load_meta mesh ncolours_var ntilecolours_var qr_required qr_rules reference_element tilecolourmap "
    "undf_name validate_kernel_code_args",
    "LFRicBuiltIn": "ReductionType cma_operation fs_descriptors get_dof_loop_index_symbol "
    "get_indexed_field_argument_references get_scalar_argument_references halo_depth is_intergrid "
    "metadata qr_required reduction_type reference_element undf_name",
    "HaloExchange": "halo_depth",
    "OMPParallelDirective": "begin_string create default_clause end_string explicitly_private_symbols infer_sharing_attributes "
    "private_clause",
    "OMPDoDirective": "begin_string end_string explicitly_private_symbols infer_sharing_attributes nowait reprod",
    "OMPLoopDirective": "begin_string end_string nowait",
    "OMPSingleDirective": "begin_string end_string",
    "OMPMasterDirective": "begin_string end_string",
    "OMPCriticalDirective": "begin_string end_string",
    "OMPTaskloopDirective": "begin_string end_string nogroup",
    "DynamicOMPTaskDirective": "begin_string end_string input_depend_clause output_depend_clause",
    "OMPTaskwaitDirective": "begin_string",
    "OMPBarrierDirective": "begin_string",
    "OMPReductionClause": "ReductionClauseTypes operator",
    "Assignment": "is_literal_assignment next_accesses previous_accesses",
    "Call": "append_named_arg argument_by_name get_argument_map get_callee get_callees insert_named_arg "
    "is_available_on_device is_elemental replace_named_arg symbol",
    "IntrinsicCall": "compute_argument_names is_inquiry",
    "CodeBlock": "create get_fortran_lines has_potential_control_flow_jump parse_tree_nodes",
    "Reference": "component_indices enters_scope escapes_scope is_read is_write next_accesses previous_accesses",
    "Literal": "value_as_python",
    "ACCRegionDirective": "signatures",
    "ACCKernelsDirective": "async_clause async_queue begin_string convert_queue default_present end_string signatures",
    "ACCParallelDirective": "async_clause async_queue begin_string convert_queue default_present end_string fields signatures",
    "ACCLoopDirective": "begin_string collapse end_string gang independent sequential signatures vector",
    "ACCDataDirective": "begin_string end_string signatures",
    "ACCEnterDataDirective": "async_clause async_queue begin_string convert_queue data_on_device",
    "ACCUpdateDirective": "async_clause async_queue begin_string convert_queue direction if_present sig_set",
    "ACCRoutineDirective": "SUPPORTED_PARALLELISM begin_string parallelism",
    "OMPTargetDirective": "begin_string end_string explicitly_private_symbols infer_sharing_attributes nowait",
    "OMPDeclareTargetDirective": "begin_string",
    "Clause": "clause_string",
    "Argument": "argument_type data_type form infer_datatype intrinsic_type is_literal module_name precision "
    "psyir_expression text",
    "Arguments": "acc_args append iteration_space_arg psyir_expressions scalars",
    "ArrayMember": "create",
    "BinaryOperation": "get_result_scalar_type has_explicit_grouping",
    "BuiltIn": "load",
    "Directive": "create_data_movement_deep_copy_refs",
    "FunctionSpace": "MAX_NAME_LEN cbanded_map_name cma_indirection_map_name cma_on_space field_on_space get_basis_name "
    "get_diff_basis_name get_operator_name has_scalar_basis has_scalar_diff_basis has_vector_basis "
    "has_vector_diff_basis mangled_name map_name ndf_name short_name undf_name",
    "Invoke": "alg_unique_args first_access invokes psy_unique_vars setup_psy_layer_symbols unique_declarations "
    "unique_declns_by_intent",
    "Member": "component_indices get_base_and_depth get_signature_and_indices",
    "OMPDefaultClause": "DefaultClauseTypes clause_type",
    "OMPFirstprivateClause": "create",
    "OMPPrivateClause": "create",
    "OMPScheduleClause": "VALID_OMP_SCHEDULES schedule",
    "StructureMember": "create",
    "UnknownDirective": "sentinel_infix_string",
    "ArrayType": "ArrayBounds",
    "ContainerSymbol": "find_container_psyir is_intrinsic",
    "DataSymbol": "get_bounds",
    "DataType": "get_all_accessed_symbols replace_symbols_using",
    "ScalarType": "ScalarTypeAttribute TYPE_MAP_TO_PYTHON",
    "Symbol": "DEFAULT_VISIBILITY append_preceding_comment copy_properties find_symbol_table "
    "get_all_accessed_symbols get_external_symbol inline_comment is_array_access preceding_comment "
    "replace_symbols_using resolve_type",
    "UnsupportedFortranType": "intrinsic partial_datatype type_text",
    "FortranReader": "validate_name",
    "FortranWriter": "MAX_VARIABLE_NAME_LENGTH array_parenthesis arrayconstructor_node arrayofstructuresreference_node "
    "arrayreference_node assignment_node binaryoperation_node call_node clause_node codeblock_node "
    "container_node filecontainer_node gen_access_stmts gen_datatype gen_decls gen_default_access_stmt "
    "gen_indices gen_interfacedecl gen_typedecl gen_use gen_vardecl get_operator ifblock_node "
    "intrinsiccall_node kernelfunctor_node literal_node loop_node member_node operatorclause_node "
    "range_node reference_node regiondirective_node return_node routine_node schedule_node "
    "standalonedirective_node structure_character structurereference_node unaryoperation_node "
    "unknowndirective_node whileloop_node",
    "Config": "backend_checks_enabled backend_indentation_disabled backend_intrinsic_named_kwargs curated_api_list "
    "filename find_file fortran_standard frontend get_constants get_default_keys "
    "get_repository_config_file include_paths kernel_output_dir load ocl_devices_per_node psyir_root_name "
    "reprod_pad_size supported_apis supported_stub_apis valid_psy_data_prefixes",
    "ArrayMixin": "get_full_range get_lbound_expression get_outer_range_index get_ubound_expression index_of "
    "is_lower_bound is_same_array is_upper_bound same_range",
    "SymbolTable": "attach check_for_clashes copy_external_import data_arguments deep_copy "
    "detach get_all_accessed_symbols get_reverse_tags_dict iteration_indices "
    "localise_all_symbol_dependencies localise_import_interface_of merge precision_datasymbols "
    "resolve_imports shallow_copy swap swap_symbol_properties wildcard_imports",
}
_SETS = {name: frozenset(names.split()) for name, names in NAMES.items()}


def is_missing(cls: type, name: str) -> bool:
    """Whether a class, or one that it extends, has an attribute in 3.3.1 alone."""
    return any(name in _SETS.get(base.__name__, ()) for base in cls.__mro__)


def refuse(cls: type, name: str) -> None:
    """NotImplementedError for an attribute that a class has in 3.3.1 alone."""
    if is_missing(cls, name):
        raise UnsupportedByIsotach(
            f"{name} of a {cls.__name__} is not built in isotach yet; docs/from-psyclone.md says what is"
        )


class Open:
    """What is no node and scripts ask as well: symbols, tables, types, readers."""

    def __getattr__(self, name: str) -> object:
        refuse(type(self), name)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: object) -> None:
        if name[0] != "_":
            refuse(type(self), name)
        object.__setattr__(self, name, value)


def unmade(name: str) -> type:
    """A class or function of PSyclone that is not built here: it can be imported, and says so when it is called."""

    def __init__(self: object, *_: object, **__: object) -> None:
        raise UnsupportedByIsotach(f"{name} is not built in isotach yet; docs/from-psyclone.md says what is")

    return type(name, (), {"__init__": __init__, "__module__": __name__})
