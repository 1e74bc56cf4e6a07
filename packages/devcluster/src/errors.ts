export {
  ExternalError,
  errorMessage,
  FairleadError,
  formatDuration,
  InputError,
  InternalError,
  PolicyError,
  ToolError,
} from '@fairlead/core';
