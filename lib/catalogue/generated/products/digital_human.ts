// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
/* eslint-disable */
// @ts-nocheck
export const plans = {
  digital_human_drive_status: [{"name":"TaskId","required":true,"kind":"string"},{"name":"EventTime","required":true,"kind":"integer"},{"name":"Detail","required":true,"kind":"object","fields":[{"name":"DriveId","required":false,"kind":"string"},{"name":"Status","required":true,"kind":"integer","values":[1,2,3,4]},{"name":"DriverTaskId","required":false,"kind":"string"}]}],
  digital_human_task_status: [{"name":"TaskId","required":true,"kind":"string"},{"name":"EventTime","required":true,"kind":"integer"},{"name":"Detail","required":true,"kind":"object","fields":[{"name":"Status","required":true,"kind":"integer","values":[1,2,3,4,5]},{"name":"RoomId","required":true,"kind":"string"},{"name":"StreamId","required":true,"kind":"string"},{"name":"FailReason","required":false,"kind":"string"}]}],
  digital_human_speech_synthesis_status: [{"name":"TaskId","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Status","required":false,"kind":"integer","values":[0,1,2]},{"name":"AudioUrl","required":false,"kind":"string"},{"name":"Duration","required":false,"kind":"integer"},{"name":"Deduction","required":false,"kind":"integer"}]}],
  digital_human_video_synthesis_status: [{"name":"TaskId","required":true,"kind":"string"},{"name":"EventTime","required":true,"kind":"integer"},{"name":"Detail","required":true,"kind":"object","fields":[{"name":"Status","required":true,"kind":"integer","values":[1,2,3,4,5,6]},{"name":"VideoUrl","required":true,"kind":"string"},{"name":"AudioUrl","required":false,"kind":"string"},{"name":"SubtitleUrl","required":false,"kind":"string"},{"name":"FailReason","required":false,"kind":"string"},{"name":"StartIndex","required":false,"kind":"integer"},{"name":"Duration","required":false,"kind":"integer"},{"name":"Deduction","required":false,"kind":"integer"}]}],
};

export const validators = {
  digital_human_drive_status: validate10,
  digital_human_task_status: validate11,
  digital_human_speech_synthesis_status: validate12,
  digital_human_video_synthesis_status: validate13,
};

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "TaskId"}});
errors++;
}if(data.EventTime === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "EventTime"}});
errors++;
}if(data.Detail === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Detail"}});
errors++;
}if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data1 = data.EventTime;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data2 = data.Detail;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.Status === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "Status"}});
errors++;
}if(data2.DriveId !== undefined){if(typeof data2.DriveId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/DriveId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.Status !== undefined){let data4 = data2.Status;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Status",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.DriverTaskId !== undefined){if(typeof data2.DriverTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/DriverTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate10.errors = vErrors;
return errors === 0;
}export const digital_human_task_status = validate11;
function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "TaskId"}});
errors++;
}if(data.EventTime === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "EventTime"}});
errors++;
}if(data.Detail === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Detail"}});
errors++;
}if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data1 = data.EventTime;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data2 = data.Detail;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.Status === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "Status"}});
errors++;
}if(data2.RoomId === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "RoomId"}});
errors++;
}if(data2.StreamId === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "StreamId"}});
errors++;
}if(data2.Status !== undefined){let data3 = data2.Status;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Status",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.RoomId !== undefined){if(typeof data2.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.StreamId !== undefined){if(typeof data2.StreamId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/StreamId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.FailReason !== undefined){if(typeof data2.FailReason !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/FailReason",keyword:"type",params:{type: "string"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate11.errors = vErrors;
return errors === 0;
}export const digital_human_speech_synthesis_status = validate12;
function validate12(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data1 = data.EventTime;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data2 = data.Detail;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.Status !== undefined){let data3 = data2.Status;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Status",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.AudioUrl !== undefined){if(typeof data2.AudioUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/AudioUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.Duration !== undefined){let data5 = data2.Duration;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Duration",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.Deduction !== undefined){let data6 = data2.Deduction;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Deduction",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate12.errors = vErrors;
return errors === 0;
}export const digital_human_video_synthesis_status = validate13;
function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.TaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "TaskId"}});
errors++;
}if(data.EventTime === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "EventTime"}});
errors++;
}if(data.Detail === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Detail"}});
errors++;
}if(data.TaskId !== undefined){if(typeof data.TaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/TaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data1 = data.EventTime;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data2 = data.Detail;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){if(data2.Status === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "Status"}});
errors++;
}if(data2.VideoUrl === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "VideoUrl"}});
errors++;
}if(data2.Status !== undefined){let data3 = data2.Status;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Status",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.VideoUrl !== undefined){if(typeof data2.VideoUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/VideoUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.AudioUrl !== undefined){if(typeof data2.AudioUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/AudioUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.SubtitleUrl !== undefined){if(typeof data2.SubtitleUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/SubtitleUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.FailReason !== undefined){if(typeof data2.FailReason !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/FailReason",keyword:"type",params:{type: "string"}});
errors++;
}}if(data2.StartIndex !== undefined){let data8 = data2.StartIndex;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/StartIndex",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.Duration !== undefined){let data9 = data2.Duration;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Duration",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data2.Deduction !== undefined){let data10 = data2.Deduction;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Deduction",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate13.errors = vErrors;
return errors === 0;
}
