// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
/* eslint-disable */
// @ts-nocheck
export const plans = {
  super_board_file_converted: [{"name":"data","required":true,"kind":"object","fields":[{"name":"file_id","required":false,"kind":"string"},{"name":"task_id","required":true,"kind":"string"},{"name":"status","required":true,"kind":"integer","values":[16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,32769]}]}],
};

export const validators = {
  super_board_file_converted: validate10,
};

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.data === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "data"}});
errors++;
}if(data.data !== undefined){let data0 = data.data;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){if(data0.task_id === undefined){(vErrors ??= []).push({instancePath:instancePath+"/data",keyword:"required",params:{missingProperty: "task_id"}});
errors++;
}if(data0.status === undefined){(vErrors ??= []).push({instancePath:instancePath+"/data",keyword:"required",params:{missingProperty: "status"}});
errors++;
}if(data0.file_id !== undefined){if(typeof data0.file_id !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/data/file_id",keyword:"type",params:{type: "string"}});
errors++;
}}if(data0.task_id !== undefined){if(typeof data0.task_id !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/data/task_id",keyword:"type",params:{type: "string"}});
errors++;
}}if(data0.status !== undefined){let data3 = data0.status;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/data/status",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/data",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate10.errors = vErrors;
return errors === 0;
}
