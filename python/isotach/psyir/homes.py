"""Where PSyclone has its names: its modules, old and new, with what of ours each exports.

`tools/psyclone_package.py` writes the package `psyclone` of isotach/psyclone_names from this, with the modules that the
table of transformations names. What scripts import and we do not have is here as well: it can be imported and says so
when it is used.
"""

# module of PSyclone: {module of isotach.psyir: names; "*" all of its __all__}
MODULES: dict[str, dict[str, str]] = {
    "psyclone": {},
    "psyclone.version": {},
    "psyclone.errors": {"errors": "GenerationError InternalError LazyString PSycloneError"},
    "psyclone.configuration": {"configuration": "Config"},
    "psyclone.core": {"nodes": "AccessType", "symbols": "Signature"},
    "psyclone.core.access_type": {"nodes": "AccessType"},
    "psyclone.transformations": {"errors": "TransformationError", "transformations": "TransformationError"},
    "psyclone.psyGen": {
        "nodes": "InvokeSchedule Kern CodedKern BuiltIn HaloExchange Loop Routine Schedule Node Invoke Argument Arguments "
        "DataAccess AccessType",
        "transformations": "TransInfo Transformation",
    },
    "psyclone.lfric": {
        "nodes": "LFRicHaloExchange LFRicHaloExchangeStart LFRicHaloExchangeEnd LFRicKern LFRicInvokeSchedule LFRicLoop",
    },
    "psyclone.psyir": {},
    "psyclone.psyir.nodes": {
        "nodes": "ACCDirective ACCLoopDirective OMPDeclareTargetDirective ACCRegionDirective ACCStandaloneDirective ACCKernelsDirective ACCParallelDirective ACCDataDirective ACCEnterDataDirective ACCUpdateDirective ACCRoutineDirective ACCCopyInClause ACCCopyOutClause ACCCopyClause ArrayConstructor ArrayMember ArrayOfStructuresMember ArrayOfStructuresReference ArrayReference "
        "Assignment BinaryOperation Call Clause CodeBlock Container DataNode Directive "
        "FileContainer Fparser2CodeBlock IfBlock IntrinsicCall KernelSchedule Literal Loop Member Node OMPDefaultClause OMPDirective "
        "OMPDoDirective OMPFirstprivateClause OMPParallelDirective OMPParallelDoDirective OMPPrivateClause "
        "OMPTeamsDistributeParallelDoDirective OMPTeamsLoopDirective OMPLoopDirective OMPSerialDirective OMPSingleDirective OMPMasterDirective OMPCriticalDirective OMPTaskloopDirective OMPReductionClause OMPNowaitClause DynamicOMPTaskDirective OMPBarrierDirective OMPNogroupClause OMPStandaloneDirective OMPTaskwaitDirective OMPGrainsizeClause OMPNumTasksClause OMPRegionDirective OMPScheduleClause OMPTargetDirective Operation ProfileNode Range Reference RegionDirective Return Routine Schedule "
        "ScopingNode StandaloneDirective Statement StructureMember StructureReference UnaryOperation UnknownDirective "
        "WhileLoop"
    },
    "psyclone.psyir.symbols": {
        "symbols": "ArgumentInterface ArrayType AutomaticInterface BOOLEAN_TYPE CHARACTER_TYPE ContainerSymbol DataSymbol DataType DataTypeSymbol "
        "DefaultModuleInterface INTEGER_TYPE StructureType ImportInterface NoType REAL_TYPE RoutineSymbol ScalarType StaticInterface Symbol SymbolError "
        "UnknownInterface UnresolvedInterface UnresolvedType UnsupportedFortranType "
        "UnsupportedType",
        "symbol_table": "SymbolTable",
    },
    "psyclone.psyir.frontend": {},
    "psyclone.psyir.frontend.fortran": {"readers": "FortranReader"},
    "psyclone.core.signature": {"symbols": "Signature"},
    "psyclone.psyir.nodes.routine": {"nodes": "Routine"},
    "psyclone.psyir.nodes.node": {"nodes": "Node ChildrenList"},
    "psyclone.psyir.nodes.loop": {"nodes": "Loop"},
    "psyclone.psyir.transformations": {
        "errors": "TransformationError",
        "maximal": "MaximalOMPParallelRegionTrans MaximalRegionTrans",
    },
    "psyclone.psyir.transformations.maximal_region_trans": {"maximal": "MaximalRegionTrans"},
    "psyclone.psyir.transformations.maximal_omp_parallel_region_trans": {"maximal": "MaximalOMPParallelRegionTrans"},
    "psyclone.psyir.transformations.transformation_error": {"errors": "TransformationError"},
    "psyclone.psyir.backend": {},
    "psyclone.psyir.backend.fortran": {"writers": "FortranWriter"},
    "psyclone.psyir.backend.visitor": {"errors": "VisitorError"},
    "psyclone.domain": {},
    "psyclone.domain.common": {},
    "psyclone.domain.common.psylayer": {"nodes": "PSyLoop GlobalReduction"},
    "psyclone.domain.common.transformations": {},
    "psyclone.domain.lfric": {
        "configuration": "LFRicConstants",
        "nodes": "LFRicKern LFRicLoop LFRicInvokeSchedule FunctionSpace LFRicGlobalSum LFRicGlobalMin LFRicGlobalMax",
    },
    "psyclone.domain.lfric.function_space": {"nodes": "FunctionSpace"},
    "psyclone.domain.lfric.lfric_builtins": {"nodes": "LFRicBuiltIn"},
    "psyclone.domain.lfric.lfric_loop": {"nodes": "LFRicLoop"},
    "psyclone.domain.lfric.lfric_kern": {"nodes": "LFRicKern"},
    "psyclone.domain.lfric.transformations": {},
}

# Transformations of PSyclone 3.3.1 that are not built here.
MISSING: dict[str, str] = {
    "psyclone.transformations": "KernelImportsToArguments GOceanOMPParallelLoopTrans GOceanOMPLoopTrans",
    "psyclone.psyir.transformations": "Abs2CodeTrans "
    "AllArrayAccess2LoopTrans ArrayAccess2LoopTrans DataNodeToTempTrans "
    "DebugChecksumTrans DotProduct2CodeTrans ExtractTrans FoldConditionalReturnExpressionsTrans HoistLocalArraysTrans "
    "IncreaseRankLoopArraysTrans "
    "Matmul2CodeTrans Max2CodeTrans Maxval2LoopTrans "
    "Min2CodeTrans Minval2LoopTrans "
    "Product2LoopTrans ReadOnlyVerifyTrans "
    "ReplaceInductionVariablesTrans ScalarisationTrans Sign2CodeTrans Sum2LoopTrans "
    "ValueRangeCheckTrans",
    "psyclone.domain.lfric.transformations": "LFRicExtractTrans",
}

# What else scripts import of PSyclone 3.3.1 and is not built here: it says so when it is called.
UNMADE: dict[str, str] = {
    "psyclone.psyGen": "PSy PSyFactory",
    "psyclone.parse": "",
    "psyclone.parse.algorithm": "parse",
    "psyclone.domain.lfric": "LFRicTypes",
    "psyclone.domain.common.algorithm": "",
    "psyclone.domain.common.algorithm.psyir": "AlgorithmInvokeCall",
    "psyclone.psyir.backend.c": "CWriter",
    "psyclone.psyir.backend.language_writer": "LanguageWriter",
    "psyclone.psyir.backend.sir": "SIRWriter",
    "psyclone.psyir.backend.sympy_writer": "SymPyWriter",
    "psyclone.psyir.frontend.sympy_reader": "SymPyReader",
    "psyclone.psyir.tools": "",
    "psyclone.psyir.tools.definition_use_chains": "DefinitionUseChain",
}
