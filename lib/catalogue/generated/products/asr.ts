// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
/* eslint-disable */
// @ts-nocheck
export const plans = {
  asr_exception: [{"name":"TaskId","required":true,"kind":"string"},{"name":"RoomId","required":true,"kind":"string"},{"name":"Data","required":true,"kind":"object","fields":[{"name":"Code","required":true,"kind":"integer","values":[1001,1004,1201,1202,1204,1207,2101]},{"name":"Message","required":true,"kind":"string"}]}],
  asr_result: [{"name":"TaskId","required":true,"kind":"string"},{"name":"RoomId","required":true,"kind":"string"},{"name":"Data","required":true,"kind":"object","fields":[{"name":"UserId","required":true,"kind":"string"},{"name":"StreamId","required":false,"kind":"string"},{"name":"Round","required":true,"kind":"integer"},{"name":"Text","required":true,"kind":"string"}]}],
  asr_translation_result: [{"name":"TaskId","required":true,"kind":"string"},{"name":"RoomId","required":true,"kind":"string"},{"name":"Data","required":true,"kind":"object","fields":[{"name":"UserId","required":true,"kind":"string"},{"name":"StreamId","required":false,"kind":"string"},{"name":"Round","required":true,"kind":"integer"},{"name":"Text","required":true,"kind":"string"}]}],
};

export const validators = {
  asr_exception: validate10,
  asr_result: validate11,
  asr_translation_result: validate12,
};

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "TaskId"}});
errors++;
}if(data.RoomId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "RoomId"}});
errors++;
}if(data.Data === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Data"}});
errors++;
}if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Data !== undefined){let data2 = data.Data;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.Code === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "Code"}});
errors++;
}if(data2.Message === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "Message"}});
errors++;
}if(data2.Code !== undefined){let data3 = data2.Code;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/Data/Code",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.Message !== undefined){if(typeof data2.Message !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/Message",keyword:"type",params:{type: "string"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate10.errors = vErrors;
return errors === 0;
}export const asr_result = validate11;
function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "TaskId"}});
errors++;
}if(data.RoomId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "RoomId"}});
errors++;
}if(data.Data === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Data"}});
errors++;
}if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Data !== undefined){let data2 = data.Data;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.UserId === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "UserId"}});
errors++;
}if(data2.Round === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "Round"}});
errors++;
}if(data2.Text === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "Text"}});
errors++;
}if(data2.UserId !== undefined){if(typeof data2.UserId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/UserId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.StreamId !== undefined){if(typeof data2.StreamId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/StreamId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.Round !== undefined){let data5 = data2.Round;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Data/Round",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.Text !== undefined){if(typeof data2.Text !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/Text",keyword:"type",params:{type: "string"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate11.errors = vErrors;
return errors === 0;
}export const asr_translation_result = validate12;
function validate12(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "TaskId"}});
errors++;
}if(data.RoomId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "RoomId"}});
errors++;
}if(data.Data === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Data"}});
errors++;
}if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Data !== undefined){let data2 = data.Data;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.UserId === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "UserId"}});
errors++;
}if(data2.Round === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "Round"}});
errors++;
}if(data2.Text === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"required",params:{missingProperty: "Text"}});
errors++;
}if(data2.UserId !== undefined){if(typeof data2.UserId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/UserId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.StreamId !== undefined){if(typeof data2.StreamId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/StreamId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.Round !== undefined){let data5 = data2.Round;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Data/Round",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.Text !== undefined){if(typeof data2.Text !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Data/Text",keyword:"type",params:{type: "string"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Data",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate12.errors = vErrors;
return errors === 0;
}
