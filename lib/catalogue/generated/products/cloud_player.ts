// Generated from the JSON Schemas in lib/catalogue by `npm run generate`. Do not edit.
/* eslint-disable */
// @ts-nocheck
export const plans = {
  cloud_player_created: [{"name":"PlayerId","required":true,"kind":"string"},{"name":"RoomId","required":true,"kind":"string"},{"name":"PlayerName","required":false,"kind":"string"},{"name":"EventTime","required":true,"kind":"integer"},{"name":"Detail","required":true,"kind":"object","fields":[{"name":"CreateTime","required":true,"kind":"integer"},{"name":"PlayTime","required":true,"kind":"integer"},{"name":"MaxIdleTime","required":true,"kind":"integer"},{"name":"StreamUrl","required":false,"kind":"string"}]}],
  cloud_player_destroyed: [{"name":"PlayerId","required":false,"kind":"string"},{"name":"RoomId","required":false,"kind":"string"},{"name":"PlayerName","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"PlayTime","required":false,"kind":"integer"},{"name":"Reason","required":false,"kind":"integer","values":[1,2,3,4,5]}]}],
  cloud_player_exception: [{"name":"PlayerId","required":false,"kind":"string"},{"name":"RoomId","required":false,"kind":"string"},{"name":"PlayerName","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Code","required":false,"kind":"integer","values":[1,2,3,4,5,6,7,-1,-2,-3,-4,-5,-6,-7]},{"name":"PlayIndex","required":false,"kind":"integer"}]}],
  cloud_player_file_upload_failed: [{"name":"UploadTaskId","required":false,"kind":"string"},{"name":"StreamUrl","required":false,"kind":"string"},{"name":"Title","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Reason","required":false,"kind":"integer","values":[1,2,3]}]}],
  cloud_player_file_uploaded: [{"name":"UploadTaskId","required":true,"kind":"string"},{"name":"StreamUrl","required":false,"kind":"string"},{"name":"Title","required":false,"kind":"string"},{"name":"EventTime","required":true,"kind":"integer"},{"name":"Detail","required":true,"kind":"object"}],
  cloud_player_status_changed: [{"name":"PlayerId","required":false,"kind":"string"},{"name":"RoomId","required":false,"kind":"string"},{"name":"PlayerName","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Status","required":false,"kind":"integer","values":[1,2,3,4,5,6,7,8]},{"name":"PlayIndex","required":false,"kind":"integer"}]}],
  cloud_player_upload_cancel_failed: [{"name":"UploadTaskId","required":false,"kind":"string"},{"name":"StreamUrl","required":false,"kind":"string"},{"name":"Title","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Reason","required":false,"kind":"integer","values":[1,2]}]}],
  cloud_player_upload_exception: [{"name":"UploadTaskId","required":false,"kind":"string"},{"name":"StreamUrl","required":false,"kind":"string"},{"name":"Title","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Code","required":false,"kind":"integer","values":[1,2]}]}],
  cloud_player_upload_status_changed: [{"name":"UploadTaskId","required":false,"kind":"string"},{"name":"StreamUrl","required":false,"kind":"string"},{"name":"Title","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object","fields":[{"name":"Status","required":false,"kind":"integer","values":[1,2,3]}]}],
  cloud_player_uploaded_file_expired: [{"name":"UploadTaskId","required":false,"kind":"string"},{"name":"StreamUrl","required":false,"kind":"string"},{"name":"Title","required":false,"kind":"string"},{"name":"EventTime","required":false,"kind":"integer"},{"name":"Detail","required":false,"kind":"object"}],
};

export const validators = {
  cloud_player_created: validate10,
  cloud_player_destroyed: validate11,
  cloud_player_exception: validate12,
  cloud_player_file_upload_failed: validate13,
  cloud_player_file_uploaded: validate14,
  cloud_player_status_changed: validate15,
  cloud_player_upload_cancel_failed: validate16,
  cloud_player_upload_exception: validate17,
  cloud_player_upload_status_changed: validate18,
  cloud_player_uploaded_file_expired: validate19,
};

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.PlayerId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "PlayerId"}});
errors++;
}if(data.RoomId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "RoomId"}});
errors++;
}if(data.EventTime === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "EventTime"}});
errors++;
}if(data.Detail === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Detail"}});
errors++;
}if(data.PlayerId !== undefined){if(typeof data.PlayerId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.PlayerName !== undefined){if(typeof data.PlayerName !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerName",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.CreateTime === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "CreateTime"}});
errors++;
}if(data4.PlayTime === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "PlayTime"}});
errors++;
}if(data4.MaxIdleTime === undefined){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"required",params:{missingProperty: "MaxIdleTime"}});
errors++;
}if(data4.CreateTime !== undefined){let data5 = data4.CreateTime;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/CreateTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data4.PlayTime !== undefined){let data6 = data4.PlayTime;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/PlayTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data4.MaxIdleTime !== undefined){let data7 = data4.MaxIdleTime;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/MaxIdleTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data4.StreamUrl !== undefined){if(typeof data4.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Detail/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate10.errors = vErrors;
return errors === 0;
}export const cloud_player_destroyed = validate11;
function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.PlayerId !== undefined){if(typeof data.PlayerId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.PlayerName !== undefined){if(typeof data.PlayerName !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerName",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.PlayTime !== undefined){let data5 = data4.PlayTime;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/PlayTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data4.Reason !== undefined){let data6 = data4.Reason;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Reason",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate11.errors = vErrors;
return errors === 0;
}export const cloud_player_exception = validate12;
function validate12(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.PlayerId !== undefined){if(typeof data.PlayerId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.PlayerName !== undefined){if(typeof data.PlayerName !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerName",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.Code !== undefined){let data5 = data4.Code;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Code",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data4.PlayIndex !== undefined){let data6 = data4.PlayIndex;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/PlayIndex",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate12.errors = vErrors;
return errors === 0;
}export const cloud_player_file_upload_failed = validate13;
function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.UploadTaskId !== undefined){if(typeof data.UploadTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/UploadTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.StreamUrl !== undefined){if(typeof data.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Title !== undefined){if(typeof data.Title !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Title",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.Reason !== undefined){let data5 = data4.Reason;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Reason",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate13.errors = vErrors;
return errors === 0;
}export const cloud_player_file_uploaded = validate14;
function validate14(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.UploadTaskId === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "UploadTaskId"}});
errors++;
}if(data.EventTime === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "EventTime"}});
errors++;
}if(data.Detail === undefined){(vErrors ??= []).push({instancePath,keyword:"required",params:{missingProperty: "Detail"}});
errors++;
}if(data.UploadTaskId !== undefined){if(typeof data.UploadTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/UploadTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.StreamUrl !== undefined){if(typeof data.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Title !== undefined){if(typeof data.Title !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Title",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(!(data4 && typeof data4 == "object" && !Array.isArray(data4))){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate14.errors = vErrors;
return errors === 0;
}export const cloud_player_status_changed = validate15;
function validate15(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.PlayerId !== undefined){if(typeof data.PlayerId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.RoomId !== undefined){if(typeof data.RoomId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/RoomId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.PlayerName !== undefined){if(typeof data.PlayerName !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/PlayerName",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.Status !== undefined){let data5 = data4.Status;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Status",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data4.PlayIndex !== undefined){let data6 = data4.PlayIndex;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/PlayIndex",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate15.errors = vErrors;
return errors === 0;
}export const cloud_player_upload_cancel_failed = validate16;
function validate16(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.UploadTaskId !== undefined){if(typeof data.UploadTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/UploadTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.StreamUrl !== undefined){if(typeof data.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Title !== undefined){if(typeof data.Title !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Title",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.Reason !== undefined){let data5 = data4.Reason;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Reason",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate16.errors = vErrors;
return errors === 0;
}export const cloud_player_upload_exception = validate17;
function validate17(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.UploadTaskId !== undefined){if(typeof data.UploadTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/UploadTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.StreamUrl !== undefined){if(typeof data.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Title !== undefined){if(typeof data.Title !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Title",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.Code !== undefined){let data5 = data4.Code;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Code",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate17.errors = vErrors;
return errors === 0;
}export const cloud_player_upload_status_changed = validate18;
function validate18(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.UploadTaskId !== undefined){if(typeof data.UploadTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/UploadTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.StreamUrl !== undefined){if(typeof data.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Title !== undefined){if(typeof data.Title !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Title",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){if(data4.Status !== undefined){let data5 = data4.Status;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){(vErrors ??= []).push({instancePath:instancePath+"/Detail/Status",keyword:"type",params:{type: "integer"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate18.errors = vErrors;
return errors === 0;
}export const cloud_player_uploaded_file_expired = validate19;
function validate19(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){if(data.UploadTaskId !== undefined){if(typeof data.UploadTaskId !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/UploadTaskId",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.StreamUrl !== undefined){if(typeof data.StreamUrl !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/StreamUrl",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.Title !== undefined){if(typeof data.Title !== "string"){(vErrors ??= []).push({instancePath:instancePath+"/Title",keyword:"type",params:{type: "string"}});
errors++;
}}if(data.EventTime !== undefined){let data3 = data.EventTime;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){(vErrors ??= []).push({instancePath:instancePath+"/EventTime",keyword:"type",params:{type: "integer"}});
errors++;
}}if(data.Detail !== undefined){let data4 = data.Detail;
if(!(data4 && typeof data4 == "object" && !Array.isArray(data4))){(vErrors ??= []).push({instancePath:instancePath+"/Detail",keyword:"type",params:{type: "object"}});
errors++;
}}}else {(vErrors ??= []).push({instancePath,keyword:"type",params:{type: "object"}});
errors++;
}validate19.errors = vErrors;
return errors === 0;
}
